import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect } from "vitest";
import { type IngestItem, ingestItem } from "#contract/ingest.ts";
import { itemName } from "#reporter/upload/item-name.ts";
import { openLogs, readItems } from "#test/support/open-logs.ts";
import { aFolder } from "#test/unit/reporter/support/temporary-folder.ts";
import type { LogFiles } from "./log-folder.ts";

/** What stands on the disk at a time: texts by their path below the root. */
export type Stage = Record<string, string>;

/** Writes only what was added where a file grew, as agents do, and the whole where it was rewritten. */
export function writeStage(folder: string, stage: Stage): void {
  for (const [name, text] of Object.entries(stage)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    const before = existsSync(file) ? readFileSync(file, "utf8") : "";
    if (text === before) continue;
    if (text.startsWith(before)) appendFileSync(file, text.slice(before.length));
    else writeFileSync(file, text);
  }
}

/** What is read of files below a root that a variable names; lines for `.jsonl`, else one document each. */
export async function readFiles(variable: string, stage: Stage): Promise<IngestItem[]> {
  const folder = aFolder();
  writeStage(folder, stage);
  const items = await readItems({ [variable]: folder });
  for (const item of items) expect(ingestItem.safeParse(item).error?.message).toBeUndefined();
  return items;
}

export const stageOf = (files: LogFiles): Stage =>
  Object.fromEntries(
    Object.entries(files).map(([name, lines]) => [
      name,
      lines.map((line) => `${JSON.stringify(line)}\n`).join(""),
    ]),
  );

/** The stages of files that are written line by line, one after the other, each line torn at first. */
export function growing(files: LogFiles): Stage[] {
  const stages: Stage[] = [];
  const now: Stage = {};
  for (const [name, lines] of Object.entries(files)) {
    for (const line of lines) {
      const text = `${JSON.stringify(line)}\n`;
      const before = now[name] ?? "";
      stages.push({ ...now, [name]: before + text.slice(0, text.length / 2) });
      now[name] = before + text;
      stages.push({ ...now });
    }
  }
  return stages;
}

const byKey = (items: Iterable<IngestItem>) =>
  Object.fromEntries([...items].map((item) => [itemName(item), item]));

/**
 * Reads at each stage in a program of its own, which keeps its state for the next: what was told in all, and what is
 * known at last and after one more start, is what one reading of the last stage says.
 */
export async function expectSteady(variable: string, stages: Stage[]): Promise<void> {
  const [folder, state] = [aFolder(), aFolder()];
  const told: Record<string, IngestItem> = {};
  let last: IngestItem[] = [];
  // The last stage twice: nothing is new in it, and it is all there.
  for (const stage of [...stages, stages.at(-1) ?? {}]) {
    writeStage(folder, stage);
    const library = await openLogs({ [variable]: folder }, state);
    await library.refresh();
    Object.assign(told, byKey(library.takeChanged()));
    last = [...library.items()];
    await library.save();
  }
  const whole = byKey(await readFiles(variable, stages.at(-1) ?? {}));
  expect(byKey(last), "in steps").toEqual(whole);
  expect(told, "told").toEqual(whole);
}

/** No item holds what only prompts, answers, a tool's input or output, or paths held. */
export function expectNothingOf(items: IngestItem[], secret: string): void {
  expect(items.length).toBeGreaterThan(0);
  expect(JSON.stringify(items)).not.toContain(secret);
}
