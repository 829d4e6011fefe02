import type { TimelineItem } from "#contract/sessions.ts";
import { dayOf, momentsOfDays } from "#web/lib/range.ts";

export type TimelineRow = TimelineItem | { type: "day"; date: string };

/** A line before each day's first item, where there is more than one day. The items are in the order of time. */
export function withDays(items: TimelineItem[], timezone: string): TimelineRow[] {
  const rows: TimelineRow[] = [];
  // The calendar is asked once a day, not once an item: there may be twenty thousand.
  let end = "";
  for (const item of items) {
    if (item.at >= end) {
      const date = dayOf(Date.parse(item.at), timezone);
      end = momentsOfDays({ to: date }, timezone).to ?? "";
      rows.push({ type: "day", date });
    }
    rows.push(item);
  }
  return rows.length > items.length + 1 ? rows : items;
}
