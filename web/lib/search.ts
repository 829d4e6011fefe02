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

/** A way within the app, or nothing: `//elsewhere` would be another site, however browsers come to read it so. */
export function pathOf(value: unknown): string | undefined {
  const origin = "http://app.invalid";
  const path = textOf(value, 2_000);
  if (!path?.startsWith("/") || !URL.canParse(path, origin)) return undefined;
  const url = new URL(path, origin);
  if (url.origin !== origin || url.pathname.startsWith("//")) return undefined;
  return url.pathname + url.search + url.hash;
}
