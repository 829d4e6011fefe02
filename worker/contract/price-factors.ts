/** What multiplies a model's rates beside length: the price data does not know these. Checked on 21 November 2026. */

/** Claude's fast mode: six times for Opus 4.6 and 4.7, twice for 4.8 and 5; later ones and others are not told apart. */
export function fastFactorOf(name: string): number {
  if (/^claude-opus-4-[67](?!\d)/.test(name)) return 6;
  return /^claude-opus-(?:4-8|5)(?!\d|-\d(?!\d))/.test(name) ? 2 : 1;
}

/** In thousandths, for requests within the long-context threshold and beyond it. */
export type PriorityPermille = { short: number; long: number };

/** By openai.com/api-fast-mode (called priority until July 2026), against the standard rates; the first that fits. */
const openAiPriority: [name: RegExp, PriorityPermille][] = [
  [/^gpt-(?:5[.-]6|6-(?:sol|luna))(?![\d.])/, { short: 2_000, long: 2_000 }],
  [/^gpt-5[.-]5(?![\d.]|-pro)/, shortOnly(2_500)],
  [/^gpt-5-mini/, shortOnly(1_800)],
  [/^gpt-5(?:[.-][1-4])?(?:-codex(?:-max)?)?(?:-\d{4}-\d{2}-\d{2})?$/, shortOnly(2_000)],
  [/^gpt-5[.-]4-mini/, shortOnly(2_000)],
  [/^gpt-4\.1-nano/, shortOnly(2_000)],
  [/^(?:gpt-4\.1(?:-mini)?|o3)(?:-\d{4}-\d{2}-\d{2})?$/, shortOnly(1_750)],
  [/^gpt-4o(?:-2024-(?:08-06|11-20))?$/, shortOnly(1_700)],
];

/** 1,000 where no price is known: then a figure may be too low, never made up. */
export const priorityOf = (name: string): PriorityPermille =>
  openAiPriority.find(([pattern]) => pattern.test(name))?.[1] ?? shortOnly(1_000);

/** Long requests are not served with priority, and pay the standard. */
function shortOnly(short: number): PriorityPermille {
  return { short, long: 1_000 };
}
