import { Link, useNavigate } from "@tanstack/react-router";
import { type RefObject, useEffect, useRef } from "react";
import type { SessionSort, SessionSummary } from "#contract/sessions.ts";
import { focusLastOpened, rememberOpened } from "#web/lib/focus-page.ts";
import { formatDuration, shortModel } from "#web/lib/format.ts";
import { Cost, Tokens } from "./money.tsx";
import { StatusMark, TypeMark } from "./session-marks.tsx";
import { SessionSortPick, SortHead } from "./session-sort.tsx";
import { Ago } from "./time.tsx";

type SessionTableProps = {
  workspace: string;
  sessions: SessionSummary[];
  sort?: SessionSort | undefined;
  /** Without it the order stands. */
  onSort?: (sort: SessionSort | undefined) => void;
};

const head =
  "border-b bg-surface px-3 py-2 text-left text-sm font-medium whitespace-nowrap text-muted first:pl-4 last:pr-4";
const right = `${head} text-right`;
const cell = "border-b px-3 py-2.5 align-middle first:pl-4 last:pr-4";

/** Sessions as a table, and as a list where there is no room for one. `j` and `k` move, Enter opens. */
export function SessionTable({ workspace, sessions, sort, onSort }: SessionTableProps) {
  const list = useRef<HTMLDivElement>(null);
  useRowKeys(list);
  useEffect(() => {
    if (list.current) focusLastOpened(list.current);
  }, []);
  return (
    <div ref={list}>
      <table className="hidden w-full border-collapse lg:table">
        <thead className="sticky top-0 z-10">
          <tr>
            <th className={head}>Session</th>
            <th className={`${head} hidden xl:table-cell`}>Person</th>
            <th className={`${head} hidden xl:table-cell`}>Model</th>
            <SortHead className={head} figure="started" sort={sort} onSort={onSort} />
            <SortHead className={right} figure="duration" sort={sort} onSort={onSort} />
            <SortHead className={right} figure="tokens" sort={sort} onSort={onSort} />
            <SortHead className={right} figure="cost" sort={sort} onSort={onSort} />
          </tr>
        </thead>
        <tbody>
          {sessions.map((session) => (
            <SessionRow key={session.id} workspace={workspace} session={session} />
          ))}
        </tbody>
      </table>
      {onSort && <SessionSortPick sort={sort} onSort={onSort} />}
      <ul className="lg:hidden">
        {sessions.map((session) => (
          <SessionItem key={session.id} workspace={workspace} session={session} />
        ))}
      </ul>
    </div>
  );
}

function useRowKeys(list: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const step = list.current ? stepOf(event, list.current) : undefined;
      if (!list.current || !step) return;
      const rows = [...list.current.querySelectorAll<HTMLElement>("[data-row]")].filter(
        (row) => row.offsetParent !== null,
      );
      const at = rows.findIndex((row) => row === document.activeElement);
      rows[Math.max(0, Math.min(rows.length - 1, at + step))]?.focus();
      event.preventDefault();
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, [list]);
}

const letters: Record<string, number> = { j: 1, k: -1 };
const arrows: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };

/** Letters work wherever nothing is typed; the arrows only among the rows, since they scroll elsewhere. */
function stepOf(event: KeyboardEvent, list: HTMLElement): number | undefined {
  const focused = document.activeElement;
  if (event.metaKey || event.ctrlKey || event.altKey) return undefined;
  if (focused?.matches("input, select, textarea, [role=dialog] *")) return undefined;
  return letters[event.key] ?? (list.contains(focused) ? arrows[event.key] : undefined);
}

type RowProps = { workspace: string; session: SessionSummary };

function SessionRow({ workspace, session }: RowProps) {
  const navigate = useNavigate();
  const { totals } = session;
  const params = { workspace, sessionId: session.id };
  return (
    <tr
      className="cursor-pointer hover:bg-raised last:[&>td]:border-b-0"
      onClick={() => void navigate({ to: "/w/$workspace/sessions/$sessionId", params })}
    >
      <td className={`${cell} max-w-0 w-[42%]`}>
        <SessionName workspace={workspace} session={session} />
      </td>
      <td
        dir="auto"
        className={`${cell} hidden max-w-40 truncate text-left text-muted xl:table-cell`}
        title={session.person?.name}
      >
        {session.person?.name ?? "–"}
      </td>
      <td
        className={`${cell} hidden max-w-48 truncate text-sm text-muted xl:table-cell`}
        title={session.lastModel ?? undefined}
      >
        {session.totals.events === 0 ? "–" : shortModel(session.lastModel)}
      </td>
      <td className={`${cell} text-muted`}>
        <Ago at={session.startedAt} />
      </td>
      <td className={`${cell} text-right whitespace-nowrap text-muted`}>
        {formatDuration(session.durationMs)}
      </td>
      <td className={`${cell} text-right text-muted`}>
        <Tokens count={totals.total} />
      </td>
      <td className={`${cell} text-right font-medium whitespace-nowrap`}>
        <Cost totals={totals} />
      </td>
    </tr>
  );
}

/** Its title as a link, with what it belongs to below. */
function SessionName({ workspace, session }: RowProps) {
  return (
    <div className="flex min-w-0 items-center gap-2.5">
      <StatusMark status={session.status} />
      <div className="min-w-0">
        <Link
          data-row={session.id}
          to="/w/$workspace/sessions/$sessionId"
          params={{ workspace, sessionId: session.id }}
          onClick={(event) => {
            event.stopPropagation();
            rememberOpened(session.id);
          }}
          dir="auto"
          title={session.title}
          className="block truncate text-left font-medium"
        >
          {session.title}
        </Link>
        <p className="flex min-w-0 gap-2 truncate text-sm text-muted">
          <span className="truncate">{session.project?.name ?? "no project"}</span>
          <TypeMark type={session.type} />
        </p>
      </div>
    </div>
  );
}

function SessionItem({ workspace, session }: RowProps) {
  return (
    <li className="border-b last:border-b-0">
      <Link
        data-row={session.id}
        to="/w/$workspace/sessions/$sessionId"
        params={{ workspace, sessionId: session.id }}
        onClick={() => rememberOpened(session.id)}
        className="grid grid-cols-1 gap-0.5 px-4 py-3"
      >
        <span className="flex items-center gap-2">
          <StatusMark status={session.status} />
          <span dir="auto" className="min-w-0 flex-1 truncate text-left font-medium">
            {session.title}
          </span>
          <Cost totals={session.totals} />
        </span>
        <span className="flex gap-2 pl-6 text-sm text-muted">
          <span className="min-w-0 truncate">{session.project?.name ?? "no project"}</span>
          <span className="ml-auto shrink-0">
            <Ago at={session.startedAt} />
          </span>
        </span>
      </Link>
    </li>
  );
}
