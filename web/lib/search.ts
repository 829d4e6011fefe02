/*
 * What stands in the URL. Links get mangled and screens change, so whatever does not fit counts as not given.
 */

export const oneOf = <T extends string>(values: readonly T[], value: unknown): T | undefined =>
  values.find((one) => one === value);

/** A day, `2026-11-21`. */
export function dateOf(value: unknown): string | undefined {
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return undefined;
  const moment = new Date(`${value}T00:00:00Z`);
  // The 31st of February would be a day in March.
  return Number.isNaN(moment.getTime()) || !moment.toISOString().startsWith(value)
    ? undefined
    : value;
}

/** The router reads digits as a number. */
export function textOf(value: unknown, most = 100): string | undefined {
  const text = typeof value === "number" ? String(value) : value;
  return typeof text === "string" && text !== "" && text.length <= most ? text : undefined;
}
