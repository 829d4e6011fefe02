import type { CostCache } from "./cost-cache.ts";
import { type CostCell, inOrder } from "./cost-cells.ts";
import type { CardRequest } from "./rate-cards.ts";

/** What logs come to, as it is kept: files in groups that are resolved apart from each other. */
export class CostSums {
  files: CostCache["files"] = new Map();
  groups: CostCache["groups"] = new Map();
  /** Hashes of all responses' keys. */
  keys: number[] = [];
}

/** All groups' cells in the order of their first responses. */
export const cellsOf = (groups: CostCache["groups"]): CostCell[] =>
  inOrder([...groups.values()].flat());

/** What is to be known of prices so that the cells' models can be priced whenever they were used. */
export const pricesOf = (cells: CostCell[]): CardRequest[] =>
  cells.flatMap(({ runtime, model, firstAt, lastAt }) => [
    { runtime, model, occurredAt: firstAt },
    { runtime, model, occurredAt: lastAt },
  ]);

/** The same for all of their models now. */
export function pricesNow(cells: CostCell[], now: number): CardRequest[] {
  const found = new Map<string, CardRequest>();
  for (const { runtime, model } of cells) {
    const key = `${runtime} ${model}`;
    if (!found.has(key)) found.set(key, { runtime, model, occurredAt: now });
  }
  return [...found.values()];
}

export function skippedLinesOf(files: CostCache["files"]): number {
  let lines = 0;
  for (const { skippedLines } of files.values()) lines += skippedLines;
  return lines;
}
