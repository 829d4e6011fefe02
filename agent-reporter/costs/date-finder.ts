/** `2026-11-21` in a time zone. The calendar is asked once for each hour of the logs. */
export function dateFinder(timezone: string): (moment: number) => string {
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone: timezone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  // All zones keep to quarters of an hour.
  const quarterMs = 900_000;
  const known = new Map<number, string>();
  return (moment) => {
    const quarter = Math.floor(moment / quarterMs);
    const found = known.get(quarter) ?? format.format(quarter * quarterMs);
    known.set(quarter, found);
    return found;
  };
}
