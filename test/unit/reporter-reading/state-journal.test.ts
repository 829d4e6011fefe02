import {
  appendFileSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { StateJournal } from "#reporter/library/state-journal.ts";
import type { Transcript } from "#reporter/library/transcript.ts";
import { aFolder } from "#test/unit/reporter/support/temporary-folder.ts";

const aMessage = (number: number): [string, object] => [
  `m${number}`,
  { key: `m${number}`, at: 1.7e12 + number, model: "claude-opus-4-6", geo: null },
];

/** What was read of a file: `count` messages, with text of every kind in its path. */
function aTranscript(name: string, count = 2): Transcript {
  return {
    path: `/logs/größe 項目\t"${name}".jsonl`,
    relative: `${name}.jsonl`,
    runtime: "claude-code",
    cursor: { device: 1, inode: 2, size: 3, modifiedMs: 4.5, offset: 3, hash: "h" },
    skippedLines: 0,
    records: { messages: new Map(Array.from({ length: count }, (_, number) => aMessage(number))) },
  };
}

const journalFile = (folder: string) => {
  const [name] = readdirSync(folder).filter((one) => one.endsWith(".ndjson"));
  return path.join(folder, name ?? "missing");
};

/** What a later process finds. */
const readAgain = (folder: string) => [...new StateJournal(folder).read().values()];

const save = (folder: string, ...transcripts: Transcript[]) =>
  new StateJournal(folder).save(transcripts, transcripts);

describe("the state that is kept", () => {
  test("comes back as it was", () => {
    const folder = aFolder();
    save(folder, aTranscript("a"), aTranscript("b", 0));
    expect(readAgain(folder)).toEqual([aTranscript("a"), aTranscript("b", 0)]);
  });

  test("the newest of a file counts", () => {
    const folder = aFolder();
    save(folder, aTranscript("a", 1), aTranscript("b"));
    save(folder, aTranscript("a", 5));
    expect(readAgain(folder)).toEqual([aTranscript("a", 5), aTranscript("b")]);
  });

  test("nothing is kept at first, and nothing is written where nothing changed", () => {
    const folder = aFolder();
    expect(readAgain(folder)).toEqual([]);
    new StateJournal(folder).save([], [aTranscript("a")]);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("it stays small however often a file changes", () => {
    const folder = aFolder();
    const journal = new StateJournal(folder);
    const [first, other] = [aTranscript("a", 2_000), aTranscript("b")];
    journal.save([first, other], [first, other]);
    const once = statSync(journalFile(folder)).size;
    for (let time = 0; time < 60; time++) journal.save([first], [first, other]);
    expect(statSync(journalFile(folder)).size).toBeLessThan(Math.max(once * 4, 1 << 20));
    expect(readAgain(folder)).toEqual([first, other]);
  });

  test("a folder that was deleted meanwhile is made again, with all", () => {
    const folder = aFolder();
    const journal = new StateJournal(folder);
    const all = [aTranscript("a"), aTranscript("b")];
    journal.save(all, all);
    rmSync(folder, { recursive: true });
    journal.save(all.slice(1), all);
    expect(readAgain(folder)).toEqual(all);
  });
});

describe("a journal that is damaged", () => {
  test("cut anywhere, as by a kill, it loses no more than its last line", () => {
    const folder = aFolder();
    save(folder, aTranscript("a"));
    save(folder, aTranscript("b"));
    const file = journalFile(folder);
    const before = statSync(file).size;
    save(folder, aTranscript("b", 9));
    const whole = readFileSync(file);
    for (let cut = before; cut < whole.length - 1; cut++) {
      writeFileSync(file, whole.subarray(0, cut));
      expect(readAgain(folder)).toEqual([aTranscript("a"), aTranscript("b")]);
    }
    appendFileSync(file, "");
    save(folder, aTranscript("c"));
    expect(readAgain(folder)).toEqual([aTranscript("a"), aTranscript("b"), aTranscript("c")]);
  });

  test("a changed byte loses its own line, and no line is ever wrong", () => {
    const folder = aFolder();
    const versions = [aTranscript("a"), aTranscript("b"), aTranscript("b", 9)];
    save(folder, aTranscript("a"), aTranscript("b"));
    save(folder, aTranscript("b", 9));
    const file = journalFile(folder);
    const whole = readFileSync(file);
    fc.assert(
      fc.property(fc.nat({ max: whole.length - 1 }), fc.nat({ max: 255 }), (at, byte) => {
        const damaged = Buffer.from(whole);
        damaged[at] = byte;
        writeFileSync(file, damaged);
        const found = readAgain(folder);
        for (const one of found) expect(versions).toContainEqual(one);
        expect(found.length).toBeGreaterThanOrEqual(1);
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ["junk", Buffer.from([0, 255, 254, 10, 9, 9, 10, 0])],
    ["nothing", Buffer.alloc(0)],
    ["another's lines", Buffer.from("{}\n[1]\nabc\tdef\tghi\n")],
  ])("%s in its place is nothing", (_, bytes) => {
    const folder = aFolder();
    save(folder, aTranscript("a"));
    writeFileSync(journalFile(folder), bytes);
    expect(readAgain(folder)).toEqual([]);
    save(folder, aTranscript("b"));
    expect(readAgain(folder)).toEqual([aTranscript("b")]);
  });

  test("an older version's is left alone", () => {
    const folder = aFolder();
    writeFileSync(path.join(folder, "files-v1.ndjson"), '{"path":"/x","records":[]}\n');
    expect(readAgain(folder)).toEqual([]);
  });

  test("a whole writing that was killed leaves the old one", () => {
    const folder = aFolder();
    save(folder, aTranscript("a"));
    writeFileSync(`${journalFile(folder)}.4711`, "\nhalf a li");
    expect(readAgain(folder)).toEqual([aTranscript("a")]);
  });
});

describe("two processes that save into one journal", () => {
  test("both find what either added", () => {
    const folder = aFolder();
    save(folder, aTranscript("a"));
    const [one, two] = [new StateJournal(folder), new StateJournal(folder)];
    for (const journal of [one, two]) journal.read();
    one.save([aTranscript("b")], [aTranscript("a"), aTranscript("b")]);
    two.save([aTranscript("c")], [aTranscript("a"), aTranscript("c")]);
    one.save([aTranscript("b", 7)], [aTranscript("a"), aTranscript("b", 7)]);
    expect(readAgain(folder)).toEqual([aTranscript("a"), aTranscript("b", 7), aTranscript("c")]);
  });

  test("a line of one in the middle of the other's spoils that one alone", () => {
    const folder = aFolder();
    save(folder, aTranscript("a"));
    const file = journalFile(folder);
    const before = readFileSync(file);
    save(folder, aTranscript("b"));
    const torn = readFileSync(file).subarray(before.length);
    for (const cut of [1, 5, 40, torn.length - 2]) {
      writeFileSync(file, Buffer.concat([before, torn.subarray(0, cut)]));
      save(folder, aTranscript("c"));
      appendFileSync(file, torn.subarray(cut));
      save(folder, aTranscript("d"));
      const found = readAgain(folder).map(({ relative }) => relative);
      expect(found).toEqual(expect.arrayContaining(["a.jsonl", "c.jsonl", "d.jsonl"]));
    }
  });
});
