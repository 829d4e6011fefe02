import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect } from "vitest";
import { type IngestItem, ingestItem, type ToolItem, type UsageItem } from "#contract/ingest.ts";
import type { Library } from "#reporter/library/library-types.ts";
import { isRun, isUsage, readItems } from "#test/support/open-logs.ts";
import { aFolder } from "#test/unit/reporter/support/temporary-folder.ts";

export type Line = Record<string, unknown>;

/** Log files by their path below the root. */
export type LogFiles = Record<string, Line[]>;

export const textOf = (lines: Line[]) => lines.map((line) => `${JSON.stringify(line)}\n`).join("");

/** A folder with these files, gone after the test. */
export function aLogFolder(files: LogFiles): string {
  const folder = aFolder();
  for (const [name, lines] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, textOf(lines));
  }
  return folder;
}

/** What is read of Claude Code's logs; names are below `projects/p/`, without `.jsonl`. */
export function readClaude(files: LogFiles): Promise<IngestItem[]> {
  const named = Object.entries(files).map(([name, lines]) => [`projects/p/${name}.jsonl`, lines]);
  return readItems({ CLAUDE_CONFIG_DIR: aLogFolder(Object.fromEntries(named)) });
}

/** What is read of Codex's logs; names are the rollouts', without folder and `.jsonl`, or paths. */
export function readCodex(files: LogFiles): Promise<IngestItem[]> {
  const named = Object.entries(files).map(([name, lines]) => [
    name.includes("/") ? `${name}.jsonl` : `sessions/2026/06/01/rollout-${name}.jsonl`,
    lines,
  ]);
  return readItems({ CODEX_HOME: aLogFolder(Object.fromEntries(named)) });
}

/** Each event as `run key input/output/read/5m/1h`, in the alphabet's order. */
export function figuresOf(items: IngestItem[]): string[] {
  return items
    .filter(isUsage)
    .map((item) => `${item.runId} ${shortKey(item)} ${countsOf(item)}`)
    .toSorted();
}

const shortKey = ({ key }: UsageItem) => key.replace(/^[a-z-]+:(?:msg_)?/, "");

export const countsOf = (item: UsageItem) =>
  [item.input, item.output, item.cacheRead, item.cacheWrite5m, item.cacheWrite1h].join("/");

/** Each run as `run < parent (root)`, in the alphabet's order. */
export const lineageOf = (items: IngestItem[]) =>
  items
    .filter(isRun)
    .map(({ runId, parentRunId, rootRunId }) => `${runId} < ${parentRunId} (${rootRunId})`)
    .toSorted();

export const toolsOf = (items: IngestItem[]) =>
  items
    .filter((item): item is ToolItem => item.type === "tool")
    .map(({ runId, key, name, durationMs, outcome }) => ({
      runId,
      key,
      name,
      durationMs,
      outcome,
    }));

/** Each call's end, the span of its lines, and how long it ran by the agent's own word. */
export const timesOf = (items: IngestItem[]) =>
  items
    .filter((item): item is ToolItem => item.type === "tool")
    .map(({ outcome, durationMs, ranMs }) => ({ outcome, durationMs, ranMs }));

/** The one event that the logs hold. */
export function onlyUsage(items: IngestItem[]): UsageItem {
  const [first, ...others] = items.filter(isUsage);
  if (!first || others.length > 0) throw new Error(`${others.length + 1} events instead of one`);
  return first;
}

/** What is new is read; all items, each of which the contract takes. */
export async function refreshed(library: Library): Promise<IngestItem[]> {
  await library.refresh();
  const items = [...library.items()];
  for (const item of items) expect(ingestItem.safeParse(item).error).toBeUndefined();
  return items;
}
