const steps = 7;

/** Where a series without a name of its own, and what is left over, is shown. */
export const restColour = "var(--chart-8)";

/** The colours of what everybody sees most, so that they never collide. */
const known: Record<string, number> = {
  "claude-code": 1,
  codex: 2,
  "gemini-cli": 3,
  opencode: 4,
  "claude-opus-4-5-20251101": 1,
  "claude-opus-4-6": 3,
  "claude-opus-4-7": 5,
  "claude-opus-4-8": 6,
  "claude-sonnet-4-5-20250929": 2,
  "claude-haiku-4-5-20251001": 4,
  "claude-sonnet-4-20250514": 7,
  "gpt-5-codex": 3,
};

function homeOf(key: string): number {
  let hash = 7;
  for (const character of key) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 9_973;
  return known[key] ?? (hash % steps) + 1;
}

/**
 * The colours of series that are seen together, most important first. A series' colour follows from its key, so that
 * it is the same on every screen; where two of them share one, the lesser takes the next that is free.
 */
export function seriesColours(keys: (string | null)[]): string[] {
  const taken = new Set<number>();
  return keys.map((key) => {
    if (!key) return restColour;
    let step = homeOf(key);
    for (let tries = 0; taken.has(step) && tries < steps; tries++) step = (step % steps) + 1;
    taken.add(step);
    return `var(--chart-${step})`;
  });
}
