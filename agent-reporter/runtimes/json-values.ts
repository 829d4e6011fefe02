/** An object, or an empty one for anything else. */
export function objectOf(value: unknown): Record<string, unknown> {
  return isObject(value) ? value : {};
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** A text that says something, cut to what may be sent; null for anything else. */
export function textOf(value: unknown, most = 200): string | null {
  return typeof value === "string" && value !== "" ? value.slice(0, most) : null;
}

/** No count and no duration is larger: what is was broken on its way. */
const largest = 1e12;

/** A token count: `100.0` is 100; null, negative and broken ones are 0. */
export function countOf(value: unknown): number {
  return typeof value === "number" && value > 0 && value <= largest ? Math.floor(value) : 0;
}

/** Milliseconds between two times; null where the second is long past any session. */
export function spanBetween(from: number, to: number): number | null {
  const span = Math.max(0, Math.round(to - from));
  return span <= largest ? span : null;
}

/** A duration that an agent measured; null where it is none. */
export function measuredMs(value: unknown): number | null {
  return typeof value === "number" && value >= 0 && value <= largest ? Math.round(value) : null;
}

/** The last time that may be sent: later ones have years of five digits somewhere. */
const latest = Date.UTC(9999, 11, 30);

/** Unix milliseconds of an ISO time; null where it is none. */
export function momentOf(value: unknown): number | null {
  if (typeof value !== "string") return null;
  const moment = momentInHour(value) ?? Date.parse(value);
  return moment >= 0 && moment <= latest ? moment : null;
}

const hourLength = "2026-01-01T00:".length;
let lastHour = { text: "", at: 0 };

/** Of a log's times most are in the hour of the one before them. Null for one that is not as usual. */
function momentInHour(text: string): number | null {
  if (text.length !== 24 || text[16] !== ":" || text[19] !== "." || text[23] !== "Z") return null;
  const hour = text.slice(0, hourLength);
  if (hour !== lastHour.text) {
    const at = Date.parse(`${hour}00:00.000Z`);
    if (Number.isNaN(at)) return null;
    lastHour = { text: hour, at };
  }
  const minutes = digitsAt(text, 14, 2);
  const seconds = digitsAt(text, 17, 2);
  const rest = digitsAt(text, 20, 3);
  const isTime = minutes < 60 && seconds < 60 && rest < 1_000;
  return isTime ? lastHour.at + minutes * 60_000 + seconds * 1_000 + rest : null;
}

/** NaN where something else stands among the digits. */
function digitsAt(text: string, from: number, count: number): number {
  let number = 0;
  for (let at = from; at < from + count; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return Number.NaN;
    number = number * 10 + digit;
  }
  return number;
}

/** Unix milliseconds of a number of them; null where it is no sensible time. */
export function momentOfMs(value: unknown): number | null {
  return typeof value === "number" && value > 0 && value <= latest ? Math.floor(value) : null;
}

/** No session costs more: what does was broken on its way. */
const mostUsd = 1e6;

/** Nano-dollars of what was charged; null where the log does not tell. Nothing is an amount. */
export function nanoUsdOf(dollars: unknown): number | null {
  const isAmount = typeof dollars === "number" && dollars >= 0 && dollars <= mostUsd;
  return isAmount ? Math.round(dollars * 1e9) : null;
}

/** The same of agents that reckon by prices of their own, and write 0 where they know none. */
export const reckonedNanoUsdOf = (dollars: unknown) => nanoUsdOf(dollars) || null;

/** A tool call's key: providers' own ids are known everywhere and forks copy them, others count in their run alone. */
export const toolKeyOf = (run: string, id: string) =>
  /^(?:toolu|call)_[A-Za-z0-9]{16,}$/.test(id) ? id : `${run}:${id}`;
