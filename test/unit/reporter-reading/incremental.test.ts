import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { IngestItem } from "#contract/ingest.ts";
import { itemName } from "#reporter/upload/item-name.ts";
import type { Library } from "#reporter/library/library-types.ts";
import { openLogs } from "#test/support/open-logs.ts";
import { event, meta, spawnedBy, tokens } from "./support/codex-lines.ts";
import { textOf } from "./support/log-folder.ts";
import { claudeKinds, madeClaudeLogs } from "./support/made-claude-logs.ts";
import { codexKinds, madeCodexLogs } from "./support/made-codex-logs.ts";
import { type Step, wishes } from "./support/made-logs.ts";

/** Where the writing is interrupted, as a part of all, and what is done there. */
type Cut = { at: number; reopens: boolean; namesPaths: boolean };

const cut = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  reopens: fc.boolean(),
  namesPaths: fc.boolean(),
});

/** The bytes of a step, or its move, up to a point of all the bytes. */
class Disk {
  readonly folder = mkdtempSync(path.join(tmpdir(), "stint-cuts-"));
  readonly size: number;
  #steps: { step: Step; bytes: Buffer; start: number }[];
  #written = 0;
  changed = new Set<string>();

  constructor(steps: Step[]) {
    let start = 0;
    this.#steps = steps.map((step) => {
      const bytes = "text" in step ? Buffer.from(step.text) : Buffer.alloc(1);
      start += bytes.length;
      return { step, bytes, start: start - bytes.length };
    });
    this.size = start;
  }

  writeTo(end: number): void {
    for (const { step, bytes, start } of this.#steps) {
      const from = Math.max(0, this.#written - start);
      const to = Math.min(bytes.length, end - start);
      if (to <= from) continue;
      const file = this.#place(step.file);
      if ("text" in step) appendFileSync(file, bytes.subarray(from, to));
      else renameSync(file, this.#place(step.to));
    }
    this.#written = Math.max(this.#written, end);
  }

  #place(name: string): string {
    const file = path.join(this.folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    this.changed.add(file);
    return file;
  }
}

type Env = "CLAUDE_CONFIG_DIR" | "CODEX_HOME";

const byKey = (items: Iterable<IngestItem>) =>
  new Map([...items].map((item): [string, IngestItem] => [itemName(item), item]));

async function readWhole(env: Env, disk: Disk) {
  const library = await openLogs({ [env]: disk.folder });
  await library.refresh();
  const items = [...library.items()];
  expect(byKey(items).size, "each item once").toBe(items.length);
  return { items: byKey(items), skipped: library.skipped() };
}

/** Reads at each cut, in one program or in many that follow each other, and gathers what each was told. */
async function readInCuts(env: Env, disk: Disk, cuts: Cut[]) {
  const state = mkdtempSync(path.join(tmpdir(), "stint-state-"));
  const open = () => openLogs({ [env]: disk.folder }, state);
  const told = new Map<string, IngestItem>();
  let library: Library = await open();
  for (const { at, reopens, namesPaths } of cuts.toSorted((a, b) => a.at - b.at)) {
    disk.writeTo(Math.floor(at * disk.size));
    await library.refresh(namesPaths ? { paths: disk.changed } : {});
    disk.changed.clear();
    for (const [key, item] of byKey(library.takeChanged())) told.set(key, item);
    if (!reopens) continue;
    await library.save();
    library = await open();
  }
  disk.writeTo(disk.size);
  await library.refresh();
  const changed = library.takeChanged();
  for (const [key, item] of byKey(changed)) told.set(key, item);
  expect(library.takeChanged(), "nothing changed since").toEqual([]);
  rmSync(state, { recursive: true });
  return { items: byKey(library.items()), told, skipped: library.skipped() };
}

/** Runs that have lost their last item to another stay told; all else is exactly as it is now. */
function expectTold(told: Map<string, IngestItem>, items: Map<string, IngestItem>) {
  const still = [...told].filter(([key]) => items.has(key) || !key.startsWith("run "));
  expect(new Map(still)).toEqual(items);
}

const logs = [
  {
    name: "Claude Code",
    env: "CLAUDE_CONFIG_DIR" as const,
    steps: wishes(claudeKinds).map(madeClaudeLogs),
  },
  { name: "Codex", env: "CODEX_HOME" as const, steps: wishes(codexKinds).map(madeCodexLogs) },
];

describe.each(logs)("$name", ({ env, steps }) => {
  test("read in any pieces, by any number of programs, is as if read at once", async () => {
    const cuts = fc.array(cut, { maxLength: 8, size: "max" });
    await fc.assert(
      fc.asyncProperty(steps, cuts, async (given, places) => {
        const disk = new Disk(given);
        try {
          const { items, told, skipped } = await readInCuts(env, disk, places);
          const whole = await readWhole(env, disk);
          expect(items).toEqual(whole.items);
          // What is kept of a moved file still counts what it had.
          if (given.every((step) => "text" in step)) expect(skipped).toEqual(whole.skipped);
          expectTold(told, items);
        } finally {
          rmSync(disk.folder, { recursive: true });
        }
      }),
      { numRuns: 200 },
    );
  }, 30_000);
});

test("a session that has used nothing is told with its first sub-agent that has", async () => {
  const rename = event("thread_name_updated", 4, { thread_name: "later" });
  const disk = new Disk([
    { file: "sessions/rollout-a.jsonl", text: textOf([meta("a", 1)]) },
    {
      file: "sessions/rollout-b.jsonl",
      text: textOf([meta("b", 2, spawnedBy("a")), tokens(3, [9, 1])]),
    },
    { file: "sessions/rollout-a.jsonl", text: textOf([rename]) },
  ]);
  const cuts = [0.2, 0.5, 0.9].map((at) => ({ at, reopens: false, namesPaths: false }));
  const { told, items } = await readInCuts("CODEX_HOME", disk, cuts);
  expectTold(told, items);
  expect(items.get("run codex a")).toMatchObject({ title: "later" });
  rmSync(disk.folder, { recursive: true });
});
