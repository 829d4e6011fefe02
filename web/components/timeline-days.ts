import type { TimelineItem } from "#contract/sessions.ts";
import { dayOf } from "#web/lib/range.ts";

export type TimelineRow = TimelineItem | { type: "day"; date: string };

/** A line before each day's first item, where there is more than one day. */
export function withDays(items: TimelineItem[], timezone: string): TimelineRow[] {
  const days = items.map(({ at }) => dayOf(Date.parse(at), timezone));
  if (days.every((day) => day === days[0])) return items;
  return items.flatMap((item, nth): TimelineRow[] => {
    const date = days[nth] ?? "";
    return date === days[nth - 1] ? [item] : [{ type: "day", date }, item];
  });
}
