import { momentOf } from "../json-values.ts";

/** The last time that may be sent. */
const lastMoment = Date.UTC(9999, 11, 30);

/** Unix milliseconds of an ISO time or of a number of them; null where it is neither. */
export function timeOf(value: unknown): number | null {
  if (typeof value !== "number") return momentOf(value);
  return value > 0 && value <= lastMoment ? Math.floor(value) : null;
}

/** An id that may stand in an item's key with another beside it. */
export function idOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" && value.length <= 95 ? value : null;
}
