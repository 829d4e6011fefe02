/**
 * `npm run bench -- PART…`: measures and prints one line for each figure; writes bench/results.json. Without a part it
 * runs them all. Machines are noisy: figures are compared with something measured in the same run where that helps.
 */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import type { Figure, Part } from "./figure.ts";

const parts: Record<string, () => Promise<Part>> = {
  beside: () => import("./beside.ts"),
  git: () => import("./git.ts"),
  ingest: () => import("./ingest.ts"),
  live: () => import("./live.ts"),
  read: () => import("./read.ts"),
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in parts));
if (unknown.length > 0) {
  console.error(`Unknown part ${unknown.join(", ")}. Parts: ${Object.keys(parts).join(", ")}.`);
  process.exit(2);
}

const file = path.join(import.meta.dirname, "results.json");
const results = readResults();
for (const [name, load] of Object.entries(parts)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const figures = await (await load()).measure();
  for (const figure of figures) console.log(`${name}: ${describe(figure)}`);
  results[name] = { measuredAt: new Date().toISOString(), figures };
}
writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);

function describe({ name, value, unit, note }: Figure): string {
  const rounded = Number.isInteger(value) ? value : Number(value.toPrecision(4));
  return `${name} = ${rounded.toLocaleString("en-US")} ${unit}${note ? ` (${note})` : ""}`;
}

function readResults(): Record<string, { measuredAt: string; figures: Figure[] }> {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    // The first run has nothing to keep.
    return {};
  }
}
