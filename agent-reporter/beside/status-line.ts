import { fieldOf, textOf } from "../config/state-file.ts";
import { plainText } from "../output/plain-text.ts";
import { add, readTail } from "./read-tail.ts";
import type { StatusFigures, Sum } from "./status-figures.ts";

/** What Claude Code tells its status line, as far as it is shown. */
export type StatusInput = {
  session: string;
  transcript: string;
  model: string | null;
  /** Per cent of the context window in use. */
  context: number | null;
  /** What Claude Code itself says the session cost. */
  ownUsd: number | null;
};

export function statusInput(told: unknown): StatusInput | null {
  const session = textOf(told, "session_id");
  if (!session) return null;
  return {
    session,
    transcript: textOf(told, "transcript_path") ?? "",
    model: textOf(fieldOf(told, "model"), "display_name") ?? null,
    context: numberIn(fieldOf(told, "context_window"), "used_percentage"),
    ownUsd: numberIn(fieldOf(told, "cost"), "total_cost_usd"),
  };
}

function numberIn(value: unknown, name: string): number | null {
  const found = fieldOf(value, name);
  return typeof found === "number" && Number.isFinite(found) ? found : null;
}

/** What is known of the cost; `isBehind` where adding up would tell more. */
export type StatusCost = { session: Sum | null; today: Sum | null; isBehind: boolean };

/** The figures that are kept, and what the session's own logs hold beyond them. */
export function statusCost(
  { session, transcript }: StatusInput,
  figures: StatusFigures | undefined,
  now: number,
): StatusCost {
  const tail = figures && transcript ? readTail({ transcript, session }, figures) : null;
  if (!figures || !tail) return { session: null, today: null, isBehind: true };
  const kept = figures.sessions[session];
  const sum = { nanoUsd: 0, unpriced: 0, lowerBound: 0, ...pickSum(kept) };
  add(sum, tail.session);
  const isToday = now >= figures.day.from && now < figures.day.to;
  const today = { ...figures.today };
  add(today, tail.today);
  return {
    session: sum,
    today: isToday ? today : null,
    isBehind: tail.bytes > 0 || !isToday || kept === undefined,
  };
}

const pickSum = (sum: Sum | undefined) =>
  sum && { nanoUsd: sum.nanoUsd, unpriced: sum.unpriced, lowerBound: sum.lowerBound };

/** `Opus 4.6 · session $1.23 · today $8.90 · context 42%`. */
export function statusLine(input: StatusInput, cost: StatusCost, hasColor: boolean): string {
  const dim = (text: string) => (hasColor ? `\u001B[2m${text}\u001B[22m` : text);
  const parts = [
    input.model && plainText(input.model).slice(0, 60),
    sessionPart(input, cost, dim),
    cost.today && `${dim("today")} ${dollarsOf(cost.today)}`,
    input.context === null ? null : `${dim("context")} ${Math.round(input.context)}%`,
  ];
  return parts.filter(Boolean).join(dim(" · "));
}

/** Until our own figure is known, Claude's, and said to be. */
function sessionPart(
  { ownUsd }: StatusInput,
  { session }: StatusCost,
  dim: (text: string) => string,
): string | null {
  if (session) return `${dim("session")} ${dollarsOf(session)}`;
  if (ownUsd === null) return null;
  return `${dim("session")} ${dollars(ownUsd)} ${dim("(Claude's own figure)")}`;
}

/** `≥` where not all of it is known: an output count that is not final yet, a model without a price. */
const dollarsOf = ({ nanoUsd, unpriced, lowerBound }: Sum) =>
  `${unpriced > 0 || lowerBound > 0 ? "≥" : ""}${dollars(nanoUsd / 1e9)}`;

/** As `stint costs` has it; without `Intl`, which takes longer to load than all the rest. */
function dollars(usd: number): string {
  const digits = usd > 0 && usd < 0.01 ? 4 : 2;
  return `$${usd.toFixed(digits).replace(/\B(?=(?:\d{3})+\.)/g, ",")}`;
}
