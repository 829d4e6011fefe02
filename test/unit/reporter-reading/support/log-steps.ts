import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect } from "vitest";
import { type IngestItem, ingestItem } from "#contract/ingest.ts";
import { itemName } from "#reporter/upload/item-name.ts";
import type { Library } from "#reporter/library/library-types.ts";
import { openLogs } from "#test/support/open-logs.ts";
import { aFolder } from "#test/unit/reporter/support/temporary-folder.ts";

/** Files by their path below the root, as they are written at one moment; null removes one. */
export type Files = Record<string, unknown>;

/** A word that stands for what nobody may be told. */
export const secret = "CANARY-9f3c";

/** A text is written as it is, a list of objects line by line where the name says so, anything else as a document. */
function write(root: string, files: Files): void {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(root, name);
    if (content === null) {
      rmSync(file, { force: true });
      continue;
    }
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, textOf(name, content));
  }
}

function textOf(name: string, content: unknown): string {
  if (typeof content === "string") return content;
  if (name.endsWith(".jsonl") && Array.isArray(content))
    return content.map((line) => `${JSON.stringify(line)}\n`).join("");
  return JSON.stringify(content);
}

const byKey = (items: Iterable<IngestItem>) =>
  new Map([...items].map((item): [string, IngestItem] => [itemName(item), item]));

async function read(library: Library) {
  await library.refresh();
  return byKey(library.items());
}

/**
 * Reads files as they are written step by step: by one program that stays, by programs that follow each other, and at
 * once when all is written. All see the same, tell each other's news, and tell no secret.
 */
export async function readSteps(env: string, steps: Files[]): Promise<IngestItem[]> {
  const [root, state] = [aFolder(), aFolder()];
  const [first = {}] = steps;
  write(root, first);
  const staying = await openLogs({ [env]: root });
  const told = new Map<string, IngestItem>();
  for (const files of steps) {
    write(root, files);
    await staying.refresh();
    for (const [key, item] of byKey(staying.takeChanged())) told.set(key, item);
    const following = await openLogs({ [env]: root }, state);
    await following.refresh();
    await following.save();
  }
  const cold = await read(await openLogs({ [env]: root }));
  expect(await read(staying), "read by one program that stays").toEqual(cold);
  expect(await read(await openLogs({ [env]: root }, state)), "by many").toEqual(cold);
  expect(new Map([...told].filter(([key]) => cold.has(key))), "what was told").toEqual(cold);
  staying.takeChanged();
  await staying.refresh();
  expect(staying.takeChanged(), "nothing changed since").toEqual([]);
  for (const item of cold.values()) expect(ingestItem.safeParse(item).error).toBeUndefined();
  expect(JSON.stringify([...cold.values()])).not.toContain(secret);
  return [...cold.values()];
}

/** What a program knows in the end that has seen each step: more than the last files say, where they lost something. */
export async function readStaying(env: string, steps: Files[]): Promise<IngestItem[]> {
  const root = aFolder();
  const [first = {}] = steps;
  write(root, first);
  const library = await openLogs({ [env]: root });
  for (const files of steps) {
    write(root, files);
    await library.refresh();
  }
  return [...library.items()];
}

/** Reads files that are written once. */
export const readFiles = (env: string, files: Files) => readSteps(env, [files]);

/** Reads many files once, none of which may be given up. */
export async function readBroken(env: string, files: Files): Promise<IngestItem[]> {
  const root = aFolder();
  write(root, files);
  const library = await openLogs({ [env]: root });
  const items = [...(await read(library)).values()];
  for (const item of items) expect(ingestItem.safeParse(item).error).toBeUndefined();
  expect(library.sources().flatMap((source) => source.unreadable)).toEqual([]);
  return items;
}

/** Values that stand where others should. */
export const oddValues: unknown[] = [
  null,
  0,
  -1,
  2e15,
  1e300,
  "",
  "x".repeat(5_000),
  true,
  [],
  {},
  [null],
  { a: 1 },
  JSON.parse('{"__proto__": {"polluted": 1}}'),
];

/** A document with each of its values replaced in turn by each of the odd ones. */
export function* spoilt(document: unknown): Generator<unknown> {
  for (const odd of oddValues) yield odd;
  if (Array.isArray(document)) {
    for (const [at, value] of document.entries())
      for (const one of spoilt(value)) yield document.with(at, one);
  } else if (typeof document === "object" && document !== null) {
    for (const [name, value] of Object.entries(document)) {
      const { [name]: _, ...rest } = document as Record<string, unknown>;
      yield rest;
      for (const one of spoilt(value)) yield { ...document, [name]: one };
    }
  }
}
