import { statSync } from "node:fs";
import path from "node:path";
import type { Checkout } from "./checkout.ts";

/** Changes with HEAD, the index and the branches: what git would answer otherwise then. Asks no process. */
export function stampOf({ gitFolder, commonFolder, branch }: Checkout): string {
  const files = ["HEAD", "index", "logs/HEAD"].map((name) => path.join(gitFolder, name));
  const shared = [
    "packed-refs",
    "reftable/tables.list",
    "refs/heads",
    ...(branch === null ? [] : [`refs/heads/${branch}`]),
  ];
  return [...files, ...shared.map((name) => path.join(commonFolder, name))].map(look).join(" ");
}

function look(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats ? `${stats.mtimeMs}:${stats.size}:${stats.ino}` : "none";
}
