import { Link } from "@tanstack/react-router";
import type { SessionOfDay } from "#contract/session-days.ts";
import { costOf, isPart, stretchOf } from "#web/lib/calendar-words.ts";
import { formatTokens, shortModel } from "#web/lib/format.ts";
import { useMoney } from "#web/lib/use-money.ts";
import { markStyle, TypeIcon } from "./session-link.tsx";

type SessionLineProps = { workspace: string; item: SessionOfDay; timezone: string };

/** A session of a day with all that is known of it there, where it has a line to itself. */
export function SessionLine({ workspace, item, timezone }: SessionLineProps) {
  const { session, tokens } = item;
  const money = useMoney();
  const facts = [session.type, session.project?.name, session.person?.name].filter(Boolean);
  return (
    <li className="border-b last:border-b-0">
      <Link
        to="/w/$workspace/sessions/$sessionId"
        params={{ workspace, sessionId: session.id }}
        className="my-1.5 grid grid-cols-1 gap-0.5 border-l-3 px-3 py-1 hover:bg-raised"
        style={markStyle(session.type)}
      >
        <span className="flex items-center gap-2">
          <TypeIcon item={item} />
          <span dir="auto" className="min-w-0 flex-1 truncate text-left font-medium">
            {session.title}
          </span>
          <span className="shrink-0">{costOf(item, money)}</span>
        </span>
        <span className="flex gap-3 pl-5.5 text-sm text-muted">
          <span className="shrink-0">
            {stretchOf(item, timezone)}
            {isPart(item) && <span title="It worked on other days, too."> …</span>}
          </span>
          <span className="min-w-0 flex-1 truncate">{facts.join(" · ")}</span>
        </span>
        <span className="flex gap-3 pl-5.5 text-sm text-muted">
          <span className="min-w-0 flex-1 truncate">{shortModel(session.lastModel)}</span>
          <span className="shrink-0">{formatTokens(tokens)} tokens</span>
        </span>
      </Link>
    </li>
  );
}
