import { ArrowDown, ArrowUp } from "lucide-react";
import type { SessionSort } from "#contract/sessions.ts";
import { oneOf } from "#web/lib/search.ts";
import { nextSort, sessionSorts, sortedBy } from "#web/lib/session-search.ts";

type SortProps = {
  sort: SessionSort | undefined;
  onSort: (sort: SessionSort | undefined) => void;
};

type SortHeadProps = Partial<SortProps> & {
  figure: "started" | "duration" | "tokens" | "cost";
  className: string;
};

const names = { started: "Started", duration: "Duration", tokens: "Tokens", cost: "Cost" };

/** A column's head that sorts by it: the greatest or latest first, then the other way. */
export function SortHead({ figure, sort, onSort, className }: SortHeadProps) {
  if (!onSort) return <th className={className}>{names[figure]}</th>;
  const order = sortedBy(figure, sort);
  const Arrow = order === "ascending" ? ArrowUp : ArrowDown;
  return (
    <th className={className} aria-sort={order}>
      <button
        type="button"
        className={`group inline-flex items-center gap-1 rounded hover:text-text ${figure === "started" ? "" : "flex-row-reverse"} ${order === "none" ? "" : "text-text"}`}
        onClick={() => onSort(nextSort(figure, sort))}
      >
        {names[figure]}
        <Arrow
          aria-hidden
          className={`size-3.5 ${order === "none" ? "opacity-0 group-hover:opacity-60" : ""}`}
        />
      </button>
    </th>
  );
}

const words: Record<SessionSort, string> = {
  "-started": "Newest first",
  started: "Oldest first",
  "-cost": "Most expensive first",
  cost: "Cheapest first",
  "-tokens": "Most tokens first",
  tokens: "Fewest tokens first",
  "-duration": "Longest first",
  duration: "Shortest first",
};

/** The same where the table is a list. */
export const SessionSortPick = ({ sort = "-started", onSort }: SortProps) => (
  <label className="flex items-center gap-2 border-b px-4 py-2 text-sm text-muted lg:hidden">
    Order
    <select
      className="h-8 min-w-0 flex-1 rounded-lg border bg-surface px-2 text-text"
      value={sort}
      onChange={({ target }) => {
        const picked = oneOf(sessionSorts, target.value);
        onSort(picked === "-started" ? undefined : picked);
      }}
    >
      {sessionSorts.map((one) => (
        <option key={one} value={one}>
          {words[one]}
        </option>
      ))}
    </select>
  </label>
);
