import { wrongUse } from "../output/command-error.ts";

export const costViews = ["daily", "weekly", "monthly", "session", "project"] as const;
export type CostView = (typeof costViews)[number];

/** A day as people write it: `2026-11-21` or `20261121`. */
export function readDate(flag: string, text: string | undefined): string | null {
  if (text === undefined) return null;
  const [, year, month, day] = /^(\d{4})-?(\d{2})-?(\d{2})$/.exec(text) ?? [];
  const date = `${year}-${month}-${day}`;
  // The 30th of February would be a day in March.
  if (!year || Number.isNaN(Date.parse(date)) || addDays(date, 0) !== date) {
    throw wrongUse(`--${flag} is a day such as 2026-11-21; "${text}" is none.`);
  }
  return date;
}

const daysOf: Record<string, number> = { d: 1, w: 7, m: 30 };

/** The first day of `--last 7d`, `2w` or `1m`, today included. */
export function readLast(text: string | undefined, today: () => string): string | null {
  if (text === undefined) return null;
  const [, count, unit = "d"] = /^(\d{1,4})([dwm])?$/.exec(text) ?? [];
  if (!count || Number(count) === 0)
    throw wrongUse(`--last is a span such as 7d, 2w or 1m; "${text}" is none.`);
  const days = Number(count) * (daysOf[unit] ?? 1);
  return addDays(today(), 1 - days);
}

/** A zone by the name that `Intl` gives it. */
export function readTimezone(text: string): string {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    throw wrongUse(`--timezone is a name such as Europe/Berlin; "${text}" is none.`);
  }
}

/** What a day belongs to in a view: itself, its week's Monday, its month. */
export function periodOf(date: string, view: "daily" | "weekly" | "monthly"): string {
  if (view === "daily") return date;
  if (view === "monthly") return date.slice(0, 7);
  const weekday = (new Date(date).getUTCDay() + 6) % 7;
  return addDays(date, -weekday);
}

function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);
}
