import captures from "virtual:captures";
import type { Sums } from "#worker/domain/sums.ts";

/** What one real client exported while it ran, what its logs say, and what a scripted server served it. */
export type Capture = (typeof captures)[number];

export const hasCaptures = captures.length > 0;

export const capturesOf = (client: string) =>
  captures.filter(({ name }) => name.startsWith(client));

/** Served tokens as the ledger calls them. */
export function tokensServed({ served }: Capture, kinds: (keyof Capture["served"])[]) {
  const sum = (name: string) => kinds.reduce((total, kind) => total + (served[kind][name] ?? 0), 0);
  return {
    input: sum("input"),
    output: sum("output"),
    cacheRead: sum("cache_read"),
    cacheWrite5m: sum("cache_5m"),
    cacheWrite1h: sum("cache_1h"),
  };
}

/** What telemetry and logs both tell: searches stand in logs alone. */
export const tokensOf = ({ input, output, cacheRead, cacheWrite5m, cacheWrite1h }: Sums) => ({
  input,
  output,
  cacheRead,
  cacheWrite5m,
  cacheWrite1h,
});
