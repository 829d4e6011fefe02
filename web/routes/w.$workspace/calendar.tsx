import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";
import { X } from "lucide-react";
import { type RefObject, useCallback, useMemo, useRef } from "react";
import { Agenda } from "#web/components/calendar/agenda.tsx";
import { CalendarFigures } from "#web/components/calendar/calendar-figures.tsx";
import { CalendarHead, TypeLegend } from "#web/components/calendar/calendar-head.tsx";
import type { CalendarParts } from "#web/components/calendar/day-head.tsx";
import { DayDialog } from "#web/components/calendar/day-dialog.tsx";
import { MonthGrid } from "#web/components/calendar/month-grid.tsx";
import { SessionCards } from "#web/components/calendar/session-card.tsx";
import { useCalendarDays } from "#web/components/calendar/use-calendar-days.ts";
import { useCalendarKeys } from "#web/components/calendar/use-calendar-keys.ts";
import { WeekGrid } from "#web/components/calendar/week-grid.tsx";
import { ConnectMachine } from "#web/components/connect-machine.tsx";
import { Page } from "#web/components/page.tsx";
import { Pick } from "#web/components/session-filters.tsx";
import { Button } from "#web/components/ui/button.tsx";
import { Empty, Failure } from "#web/components/ui/states.tsx";
import { calendarDays, firstWeekday, periodAfter } from "#web/lib/calendar-days.ts";
import {
  type CalendarSearch,
  calendarSearch,
  filterOf,
  isFiltered,
  noFilter,
} from "#web/lib/calendar-search.ts";
import { periodName } from "#web/lib/calendar-words.ts";
import { formatDate } from "#web/lib/format.ts";
import { dayOf } from "#web/lib/range.ts";
import { oneOf } from "#web/lib/search.ts";
import { sessionTypes } from "#web/lib/session-search.ts";
import { useNow } from "#web/lib/use-now.ts";
import { costOptions, costQueries } from "#web/queries/costs.ts";
import { sessionQueries } from "#web/queries/sessions.ts";

export const Route = createFileRoute("/w/$workspace/calendar")({
  validateSearch: calendarSearch,
  component: CalendarPage,
});

const weekStartsOn = firstWeekday(navigator.language);

function CalendarPage() {
  const { workspace } = Route.useRouteContext();
  const search = Route.useSearch();
  const calendar = useRef<HTMLElement>(null);
  const { parts, known, view, days, name, change, move } = useCalendar(calendar);
  const { figures } = known;
  return (
    <Page title="Calendar">
      <CalendarFigures figures={figures} onOpen={parts.onOpen} />
      <Filters search={search} onChange={change} />
      <section ref={calendar} className="card overflow-clip" aria-label="Calendar">
        <CalendarHead name={name} view={view} onMove={move} />
        {known.error && !figures && (
          <Failure what="The calendar" error={known.error} onRetry={known.refetch} />
        )}
        {figures?.sessions === 0 && <Nothing name={name} search={search} onChange={change} />}
        <SessionCards timezone={workspace.timezone}>
          {view === "month" ? (
            <MonthGrid {...parts} days={days} />
          ) : (
            <WeekGrid {...parts} days={days} />
          )}
        </SessionCards>
        <Agenda {...parts} days={days} />
        <TypeLegend />
      </section>
      {search.open && (
        <DayDialog
          workspace={workspace.slug}
          date={search.open}
          filter={filterOf(search)}
          onClose={() => change({ open: undefined })}
        />
      )}
    </Page>
  );
}

/** The period that the URL names, what is known of it, and the ways to others. */
function useCalendar(calendar: RefObject<HTMLElement | null>) {
  const { slug, timezone } = Route.useRouteContext().workspace;
  const search = Route.useSearch();
  const change = useChange();
  const today = dayOf(useNow(60_000), timezone);
  const { view = "month", date = today } = search;
  const days = useMemo(() => calendarDays(view, date, weekStartsOn), [view, date]);
  const filter = filterOf(search);
  const known = useCalendarDays({ workspace: slug, view, days, filter, today });
  const onGo = (to: string) => change({ date: to });
  const onToday = () => change({ date: undefined });
  useCalendarKeys(calendar, { view, date, weekStartsOn, onGo, onToday });
  const parts: CalendarParts = {
    workspace: slug,
    timezone,
    today,
    date,
    dayOf: known.dayOf,
    onOpen: (opened) => change({ date: opened, open: opened }),
  };
  const move = (periods: number) =>
    periods === 0 ? onToday() : onGo(periodAfter(view, date, periods));
  return { parts, known, view, days, name: periodName(view, days), change, move };
}

/** Writes into the URL. */
function useChange() {
  const navigate = Route.useNavigate();
  return useCallback(
    (changed: CalendarSearch) =>
      void navigate({
        search: (before) => ({ ...before, ...changed }),
        replace: true,
        resetScroll: false,
      }),
    [navigate],
  );
}

type ChangeProps = { search: CalendarSearch; onChange: (change: CalendarSearch) => void };

/** Projects and people are those that ever cost something. */
function Filters({ search, onChange }: ChangeProps) {
  const { workspace } = Route.useParams();
  const everything = { from: undefined, to: undefined };
  const projects = useQuery(costQueries.by(workspace, { ...everything, dimension: "project" }));
  const people = useQuery(costQueries.by(workspace, { ...everything, dimension: "person" }));
  return (
    <form
      className="grid grid-cols-2 gap-2 sm:flex sm:flex-wrap"
      aria-label="Filters"
      onSubmit={(event) => event.preventDefault()}
    >
      <Pick
        label="Project"
        value={search.project}
        options={costOptions(projects.data)}
        onPick={(project) => onChange({ project })}
      />
      <Pick
        label="Person"
        value={search.person}
        options={costOptions(people.data)}
        onPick={(person) => onChange({ person })}
      />
      <Pick
        label="Type"
        value={search.type}
        options={sessionTypes.map((value) => ({ value, label: value }))}
        onPick={(type) => onChange({ type: oneOf(sessionTypes, type) })}
      />
      {isFiltered(search) && (
        <Button look="ghost" onClick={() => onChange(noFilter)}>
          <X aria-hidden /> Clear
        </Button>
      )}
    </form>
  );
}

/** An empty period leads on: to what the filters hide, to the newest session, or to the first one. */
function Nothing({ name, search, onChange }: ChangeProps & { name: string }) {
  const { workspace } = Route.useRouteContext();
  const { data } = useInfiniteQuery(
    sessionQueries.list(workspace.slug, filterOf(search), { limit: 1 }),
  );
  const [newest] = data?.pages[0]?.items ?? [];
  if (newest) {
    const date = dayOf(Date.parse(newest.lastActivityAt), workspace.timezone);
    return (
      <Empty
        title={`No session in ${name}`}
        action={
          <Button look="primary" onClick={() => onChange({ date })}>
            Go to {formatDate(date)}
          </Button>
        }
      />
    );
  }
  if (data && isFiltered(search)) {
    return (
      <Empty
        title="No session fits these filters"
        action={<Button onClick={() => onChange(noFilter)}>Clear the filters</Button>}
      />
    );
  }
  return data ? (
    <Empty title="No session yet">
      <ConnectMachine />
    </Empty>
  ) : null;
}
