import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { type IngestItem, ingestItem } from "#contract/ingest.ts";
import { itemName } from "#reporter/upload/item-name.ts";
import type { ReadFor } from "#reporter/library/transcript.ts";
import { openLogs } from "#test/support/open-logs.ts";
import { aFolder } from "#test/unit/reporter/support/temporary-folder.ts";
import { seeded } from "#worker/commands/demo/random.ts";
import { mutated } from "./support/mutations.ts";
import { type SampleLog, sampleLogs } from "./support/sample-logs.ts";

const linesInAll = 100_000;
const linesEach = Math.ceil(linesInAll / sampleLogs.length);
let fuzzed = 0;

const newline = Buffer.from("\n");
const sample = ({ lines }: SampleLog) => lines.map((line) => JSON.stringify(line));

/** What a log is told to be, by both ways of reading it; again from what was kept of it. */
async function read({ variable, file, beside = {} }: SampleLog, content: Buffer) {
  const [root, state] = [aFolder(), aFolder()];
  const others = Object.entries(beside).map(([name, one]) => [name, JSON.stringify(one)] as const);
  for (const [name, text] of [[file, content] as const, ...others]) {
    const place = path.join(root, name);
    mkdirSync(path.dirname(place), { recursive: true });
    writeFileSync(place, text);
    utimesSync(place, 1.78e9, 1.78e9);
  }
  const readFor = async (what: ReadFor) => {
    const stateDir = path.join(state, what);
    const [first, second] = [0, 0].map(() => async () => {
      const library = await openLogs({ [variable]: root }, stateDir, what);
      await library.refresh();
      await library.save();
      const unreadable = library.sources().flatMap((source) => source.unreadable);
      return { items: [...library.items()], skipped: library.skipped().lines, unreadable };
    });
    const found = await first?.();
    expect(await second?.(), "as it was kept").toEqual(found);
    if (!found) throw new Error("Nothing was read.");
    expect(found.unreadable).toEqual([]);
    expectContract(found.items);
    return found;
  };
  return { everything: await readFor("everything"), usage: await readFor("usage") };
}

const keysOf = (items: IngestItem[]) => items.map((item) => itemName(item));

function expectContract(items: IngestItem[]): void {
  for (const item of items) expect(ingestItem.safeParse(item).error?.message).toBeUndefined();
  expect(Object.keys(Object.prototype)).toEqual([]);
}

/** Judged apart from the reader: no whole JSON, however padding is taken off, not two, and none behind a torn one. */
function isBroken(line: Buffer): boolean {
  const text = line.toString("utf8").replaceAll(/^[\uFEFF\0\s]+|[\0\s]+$/g, "");
  if (text === "") return false;
  const inside = [...text.matchAll(/\{"/g)].map(({ index }) => text.slice(index));
  if (inside.some((part) => part.includes('"timestamp"') && isObjectOrNothing(part))) return false;
  const cuts = [text.length, ...[...text.matchAll(/\}(?=\{)/g)].map(({ index }) => index + 1)];
  return !cuts.some((cut) => [text.slice(0, cut), text.slice(cut)].every(isObjectOrNothing));
}

function isObjectOrNothing(text: string): boolean {
  if (text === "") return true;
  try {
    return text.startsWith("{") && typeof JSON.parse(text) === "object";
  } catch {
    return false;
  }
}

/** So many fuzzed lines of a log, as lines of their own, those that are broken and those that still say something. */
function fuzzedLines(log: SampleLog, count: number) {
  const random = seeded(log.name);
  const broken: Buffer[] = [];
  const odd: Buffer[] = [];
  for (let made = 0; made < count; made++) {
    const { bytes } = mutated(random.pick(sample(log)), random);
    for (const line of bytes.toString("latin1").split("\n")) {
      const one = Buffer.from(line, "latin1");
      (isBroken(one) ? broken : odd).push(one);
    }
  }
  fuzzed += count;
  return { broken, odd };
}

function* partsOf<T>(list: T[], size: number): Generator<T[]> {
  for (let from = 0; from < list.length; from += size) yield list.slice(from, from + size);
}

const joined = (lines: Buffer[]) => Buffer.concat(lines.flatMap((line) => [line, newline]));

/** The good lines in their order, with the others spread between them. */
function between(good: string[], others: Buffer[]): Buffer {
  const size = Math.ceil(others.length / (good.length + 1));
  const gaps = [...partsOf(others, size)];
  const lines = good.flatMap((line, at) => [...(gaps[at] ?? []), Buffer.from(line)]);
  return joined([...lines, ...gaps.slice(good.length).flat()]);
}

describe.each(sampleLogs)("$name", (log) => {
  const { broken, odd } = fuzzedLines(log, linesEach);

  test(
    "broken lines are skipped and counted, and the good ones around them are all kept",
    { timeout: 60_000 },
    async () => {
      const good = sample(log);
      const alone = await read(log, joined(good.map((line) => Buffer.from(line))));
      expect(alone.everything.items.length).toBeGreaterThan(0);
      expect(broken.length).toBeGreaterThan(linesEach / 4);
      for (const part of partsOf(broken, 300)) {
        const found = await read(log, between(good, part));
        expect(found.everything.items).toEqual(alone.everything.items);
        if (log.variable === "CLAUDE_CONFIG_DIR") {
          // What stands in a message is not looked at: a line that is broken there alone counts.
          expect(keysOf(found.usage.items)).toEqual(
            expect.arrayContaining(keysOf(alone.usage.items)),
          );
        } else expect(found.usage.items).toEqual(alone.usage.items);
        const records = log.adapter.newRecords(log.file, log.file);
        const counted = part.filter((line) => log.adapter.mightMatter(line, records));
        expect(found.everything.skipped).toBe(counted.length);
      }
    },
  );

  test("lines that still say something break nothing", { timeout: 60_000 }, async () => {
    expect(odd.length).toBeGreaterThan(linesEach / 8);
    for (const part of partsOf(odd, 100)) await read(log, between(sample(log), part));
  });
});

afterAll(() => expect(fuzzed).toBeGreaterThanOrEqual(linesInAll));
