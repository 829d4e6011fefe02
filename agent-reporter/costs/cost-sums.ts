import type { CostCache } from "./cost-cache.ts";
import { type CostCell, inOrder } from "./cost-cells.ts";

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

export function skippedLinesOf(files: CostCache["files"]): number {
  let lines = 0;
  for (const { skippedLines } of files.values()) lines += skippedLines;
  return lines;
}
