const steps = 7;

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

/** The same series has the same colour on every screen: it follows from its key alone. */
export function seriesColour(key: string | null): string {
  if (key === null || key === "") return "var(--chart-8)";
  const fixed = known[key];
  if (fixed) return `var(--chart-${fixed})`;
  let hash = 7;
  for (const character of key) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 9_973;
  return `var(--chart-${(hash % steps) + 1})`;
}
