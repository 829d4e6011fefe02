import { formatCount, formatDuration, formatUsd } from "#contract/figure-words.ts";
import { dateFormat } from "./date-format.ts";

export { formatCount, formatDuration, formatUsd };
export { formatVibe, formatVibeAmount } from "#contract/figure-words.ts";

/** Every digit that we have: `$1,284.203117000`. */
export const formatUsdExactly = (nanoUsd: number) =>
  (nanoUsd / 1e9).toLocaleString("en-US", {
    style: "currency",
    currency: "USD",
    minimumFractionDigits: 2,
    maximumFractionDigits: 9,
  });

/** For a chart's axis, where cents would only be noise: `$140`, `$7.50`. */
export const formatUsdRoughly = (nanoUsd: number) =>
  nanoUsd >= 1e10 && nanoUsd % 1e9 === 0
    ? `$${(nanoUsd / 1e9).toLocaleString("en-US")}`
    : formatUsd(nanoUsd);

/** Of prices, which have cents or none, and more digits where they need them: `$15`, `$0.25`, `$0.0375`. */
export const formatRate = (usd: number) =>
  usd.toLocaleString("en-US", {
    style: "currency",
    currency: "USD",
    minimumFractionDigits: Number.isInteger(usd) ? 0 : 2,
    maximumFractionDigits: 6,
  });

const units = [
  [1e9, "B"],
  [1e6, "M"],
  [1e3, "k"],
] as const;

/** `1.2M`, `48k`, `950`. */
export function formatTokens(count: number): string {
  for (const [size, unit] of units) {
    if (count >= size * 0.9995) {
      const value = count / size;
      return `${value >= 99.95 ? Math.round(value) : Number(value.toFixed(1))}${unit}`;
    }
  }
  return String(Math.round(count));
}

/** `0:04:09`, as a clock that runs. */
export function formatStopwatch(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  return `${Math.floor(seconds / 3_600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

const two = (value: number) => String(value).padStart(2, "0");

/** `1 line`, `2,000 lines`. */
export const counted = (count: number, one: string) =>
  `${formatCount(count)} ${one}${count === 1 ? "" : "s"}`;

/** `1 response`, `2,000 responses`. */
export const formatResponses = (count: number) => counted(count, "response");

/** `850 ms`, `2.4 s`, then as durations. */
export function formatLatency(ms: number): string {
  if (ms < 1_000) return `${ms} ms`;
  return ms < 60_000 ? `${(ms / 1_000).toFixed(1)} s` : formatDuration(ms);
}

const steps: [limitSeconds: number, unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  [60, "second", 1],
  [3_600, "minute", 60],
  [86_400, "hour", 3_600],
  [7 * 86_400, "day", 86_400],
];

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "narrow" });

/** `3m ago`, `yesterday`; what is older than a week by its date, which tells more than `6mo ago`. */
export function formatAgo(iso: string, now: number, timeZone?: string): string {
  const seconds = (Date.parse(iso) - now) / 1_000;
  if (Math.abs(seconds) < 5) return "now";
  const step = steps.find(([limit]) => Math.abs(seconds) < limit);
  if (step) return relative.format(Math.trunc(seconds / step[2]), step[1]);
  const isLately = Math.abs(seconds) < 300 * 86_400;
  return dateFormat("en-GB", {
    day: "numeric",
    month: "short",
    ...(isLately ? {} : { year: "numeric" }),
    timeZone,
  }).format(new Date(iso));
}

/** `21 Nov 2026, 14:05:09` in the workspace's time zone. */
export const formatMoment = (iso: string, timeZone?: string) =>
  dateFormat("en-GB", { dateStyle: "medium", timeStyle: "medium", timeZone }).format(new Date(iso));

/** `14:05:09`. */
export const formatClock = (iso: string, timeZone?: string) =>
  dateFormat("en-GB", { timeStyle: "medium", timeZone }).format(new Date(iso));

/** `21 Nov, 14:00` in the workspace's time zone. */
export const formatHour = (at: number, timeZone: string) =>
  dateFormat("en-GB", {
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    timeZone,
  }).format(at);

const dayFormat = { day: "numeric", month: "short", timeZone: "UTC" } as const;

/** `21 Nov` of a date `2026-11-21`. */
export const formatDay = (date: string) => dateFormat("en-GB", dayFormat).format(new Date(date));

/** `21 Nov 2026` of a date `2026-11-21`. */
export const formatDate = (date: string) =>
  dateFormat("en-GB", { ...dayFormat, year: "numeric" }).format(new Date(date));

/** A change against the period before. Null where there was nothing before and there is nothing now. */
export function formatChange(now: number, before: number) {
  if (before === 0) return now === 0 ? null : { text: "new", direction: "up" as const };
  const share = (now - before) / before;
  if (Math.abs(share) < 0.005) return { text: "same", direction: "same" as const };
  const size = Math.abs(share) >= 9.995 ? `${Math.round(Math.abs(share))}×` : percent(share);
  const sign = share > 0 ? "+" : "−";
  return { text: sign + size, direction: share > 0 ? ("up" as const) : ("down" as const) };
}

const percent = (share: number) => `${Math.round(Math.abs(share) * 100)}%`;

/** `claude-opus-4-5-20251101` is `claude-opus-4-5`. */
export const shortModel = (model: string | null) =>
  model === null ? "unknown model" : model.replace(/-\d{8}$/, "");
