const firstDelayMs = 250;
const longestDelayMs = 60_000;
const longestAskedMs = 3_600_000;

/** When to try again: doubled each time, spread so that many machines do not come at once, and as the server asks. */
export function retryDelayMs(attempt: number, random: number, askedMs: number | undefined): number {
  const doubled = Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(attempt, 20));
  const spread = doubled * (0.5 + random / 2);
  // What the server asks for is a least time; some spread on top keeps its waiting clients apart.
  const asked = askedMs === undefined ? 0 : Math.min(longestAskedMs, askedMs) + spread / 4;
  return Math.round(Math.max(spread, asked));
}
