import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { SessionDay } from "#contract/session-days.ts";
import { type CalendarFilter, isFiltered } from "#web/lib/calendar-search.ts";
import { countSessions, fullDate } from "#web/lib/calendar-words.ts";
import { formatTokens } from "#web/lib/format.ts";
import { useMoney } from "#web/lib/use-money.ts";
import { sessionDayQueries } from "#web/queries/session-days.ts";
import { Button, buttonStyle } from "../ui/button.tsx";
import { Modal } from "../ui/modal.tsx";
import { Failure, SkeletonRows } from "../ui/states.tsx";
import { SessionLine } from "./session-line.tsx";

/** More are better read in the list of sessions, which has pages. */
const most = 100;

type DayDialogProps = {
  workspace: string;
  date: string;
  filter: CalendarFilter;
  onClose: () => void;
};

/** All sessions of a day. */
export function DayDialog({ workspace, date, filter, onClose }: DayDialogProps) {
  const asked = { ...filter, limit: most };
  const { data, error, refetch } = useQuery(sessionDayQueries.day(workspace, date, asked));
  const says = useDayWords();
  const day = data?.days.find((one) => one.date === date);
  const filtered = isFiltered(filter) ? ", by the filters" : "";
  return (
    <Modal title={fullDate(date)} says={day ? says(day) + filtered : "Loading"} onClose={onClose}>
      {error && !day && <Failure what="This day" error={error} onRetry={() => void refetch()} />}
      {!day && !error && <SkeletonRows rows={4} />}
      {day && data && <DaySessions workspace={workspace} day={day} timezone={data.timezone} />}
      <div className="flex justify-end gap-2">
        <Link
          to="/w/$workspace/sessions"
          params={{ workspace }}
          search={{ ...filter, from: date, to: date }}
          className={buttonStyle({ look: "ghost" })}
        >
          Open in Sessions
        </Link>
        <Button onClick={onClose}>Close</Button>
      </div>
    </Modal>
  );
}

function useDayWords() {
  const money = useMoney();
  return ({ sessions, totals }: SessionDay) =>
    `${countSessions(sessions)}, ${money(totals.costNanoUsd)}, ${formatTokens(totals.total)} tokens`;
}

type DaySessionsProps = { workspace: string; day: SessionDay; timezone: string };

function DaySessions({ workspace, day, timezone }: DaySessionsProps) {
  if (day.sessions === 0) return <p className="text-muted">No session worked on this day.</p>;
  return (
    <>
      {/* Its own scrolling: the way out stays in sight. */}
      <ul className="max-h-[60dvh] overflow-y-auto" tabIndex={0} aria-label="Sessions">
        {day.items.map((item) => (
          <SessionLine key={item.session.id} {...{ workspace, item, timezone }} />
        ))}
      </ul>
      {day.sessions > day.items.length && (
        <p className="text-sm text-muted">
          The {day.items.length} most expensive ones. The list of sessions has all that began on
          this day.
        </p>
      )}
    </>
  );
}
