/* Figures as people read them, on screens and in reports. Without Zod: the first screen loads this. */

/** `$1,284.20`; `$0.0042` for tiny amounts; `$0` for none. Takes nano-dollars. */
export function formatUsd(nanoUsd: number): string {
  const usd = nanoUsd / 1e9;
  if (usd === 0) return "$0";
  const size = Math.abs(usd);
  if (size < 0.0001) return usd < 0 ? "-<$0.0001" : "<$0.0001";
  return dollars(size < 0.01 ? 4 : 2).format(usd);
}

const made = new Map<number, Intl.NumberFormat>();

/** Made once each: a list of thousands of amounts would spend its time on that. */
function dollars(digits: number): Intl.NumberFormat {
  const known =
    made.get(digits) ??
    new Intl.NumberFormat("en-US", {
      style: "currency",
      currency: "USD",
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
  made.set(digits, known);
  return known;
}

/** `5,830 VIBE`; `4.2 VIBE` and `0.042 VIBE` for small amounts. Takes nano-dollars and what one VIBE is worth. */
export const formatVibe = (nanoUsd: number, usdPerVibe: number) =>
  `${formatVibeAmount(nanoUsd / 1e9 / usdPerVibe)} VIBE`;

/** The same of VIBE, without the word. */
export function formatVibeAmount(vibe: number): string {
  const size = Math.abs(vibe);
  if (size > 0 && size < 0.001) return vibe < 0 ? "-<0.001" : "<0.001";
  return vibe.toLocaleString("en-US", { maximumFractionDigits: digitsOf(size) });
}

function digitsOf(size: number): number {
  if (size >= 100) return 0;
  return size >= 1 ? 1 : 3;
}

export const formatCount = (count: number) => count.toLocaleString("en-US");

/** `2h 14m`, `3m 20s`, `45s`, `2d 3h`. */
export function formatDuration(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return joined(`${minutes}m`, seconds % 60, "s");
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return joined(`${hours}h`, minutes % 60, "m");
  return joined(`${Math.floor(hours / 24)}d`, hours % 24, "h");
}

const joined = (text: string, rest: number, unit: string) =>
  rest === 0 ? text : `${text} ${rest}${unit}`;
