import {
  appendFileSync,
  closeSync,
  copyFileSync,
  ftruncateSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { Library } from "#reporter/library/library-types.ts";
import { openLogs } from "#test/support/open-logs.ts";
import { aFolder } from "#test/unit/reporter/support/temporary-folder.ts";
import { assistant } from "./support/claude-lines.ts";
import { figuresOf, textOf } from "./support/log-folder.ts";

const line = (number: number, text = "") =>
  textOf([assistant(`${number}`, number, { message: { content: [{ type: "text", text }] } })]);

const lines = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, at) => line(first + at)).join("");

/** Two roots with a log of three messages in the first. */
function aPlace() {
  const [home, state] = [aFolder(), aFolder()];
  const [one, two] = ["one", "two"].map((root) => path.join(home, root, "projects/p"));
  if (!one || !two) throw new Error("No folders.");
  for (const folder of [one, two]) mkdirSync(folder, { recursive: true });
  const file = path.join(one, "s.jsonl");
  writeFileSync(file, lines(1, 3));
  const roots = ["one", "two"].map((root) => path.join(home, root)).join(",");
  return { home, one, two, file, open: () => openLogs({ CLAUDE_CONFIG_DIR: roots }, state) };
}

type Place = ReturnType<typeof aPlace>;

/** Each message by its number, once, whichever run it stands in. */
async function numbersIn(library: Library): Promise<number[]> {
  await library.refresh();
  const figures = figuresOf([...library.items()]);
  expect(figures.every((figure) => figure.endsWith(" 100/10/1000/200/0"))).toBe(true);
  return figures.map((figure) => Number(figure.split(" ")[1])).toSorted((a, b) => a - b);
}

const oneTo = (last: number) => Array.from({ length: last }, (_, at) => at + 1);

/** Writes in a file's place one that has its number, as many file systems give a number again at once. */
function writeInInodeOf(file: string, text: string): void {
  const inode = statSync(file).ino;
  truncateSync(file, 0);
  writeFileSync(file, text);
  expect(statSync(file).ino).toBe(inode);
}

const cases: [string, (place: Place) => void, number][] = [
  [
    "renamed away and begun anew",
    ({ one, file }) => {
      renameSync(file, path.join(one, "s.1.jsonl"));
      writeFileSync(file, lines(4, 6));
    },
    6,
  ],
  [
    "renamed away to no log's name and begun anew",
    ({ file }) => {
      renameSync(file, `${file}.1`);
      writeFileSync(file, lines(4, 5));
    },
    5,
  ],
  ["begun anew in the same inode, and longer", ({ file }) => writeInInodeOf(file, lines(4, 9)), 9],
  ["begun anew in the same inode, and shorter", ({ file }) => writeInInodeOf(file, line(4)), 4],
  [
    "begun anew in the same inode with its size and time",
    ({ file }) => {
      const { mtime } = statSync(file);
      writeInInodeOf(file, lines(4, 6));
      // The next line shows it.
      utimesSync(file, mtime, mtime);
      appendFileSync(file, line(7));
    },
    7,
  ],
  [
    "moved to another root, and gone on there",
    ({ file, two }) => {
      renameSync(file, path.join(two, "s.jsonl"));
      appendFileSync(path.join(two, "s.jsonl"), line(4));
    },
    4,
  ],
  ["linked into another root", ({ file, two }) => linkSync(file, path.join(two, "s.jsonl")), 3],
  [
    "copied to another root, and both gone on",
    ({ file, two }) => {
      copyFileSync(file, path.join(two, "s.jsonl"));
      appendFileSync(file, line(4));
      appendFileSync(path.join(two, "s.jsonl"), line(4) + line(5));
    },
    5,
  ],
  [
    "in a folder that is linked into another root",
    ({ one, two, file }) => {
      symlinkSync(one, path.join(two, "linked"));
      symlinkSync(path.dirname(two), path.join(two, "loop"));
      appendFileSync(file, line(4));
    },
    4,
  ],
  [
    "replaced by a link to where it lies now",
    ({ home, file }) => {
      const outside = path.join(home, "outside.jsonl");
      renameSync(file, outside);
      symlinkSync(outside, file);
      appendFileSync(outside, line(4));
    },
    4,
  ],
  [
    "replaced by a folder",
    ({ file }) => {
      rmSync(file);
      mkdirSync(file);
    },
    3,
  ],
  [
    "replaced by a link to itself",
    ({ file }) => {
      rmSync(file);
      symlinkSync(file, file);
    },
    3,
  ],
  [
    "given an earlier time and grown",
    ({ file }) => {
      appendFileSync(file, line(4));
      utimesSync(file, 1e9, 1e9);
    },
    4,
  ],
  [
    "given an earlier time and rewritten in its size",
    ({ file }) => {
      writeFileSync(file, lines(4, 6));
      utimesSync(file, 1e9, 1e9);
    },
    6,
  ],
  [
    "given a time far ahead, and grown in it",
    ({ file }) => {
      appendFileSync(file, line(4));
      utimesSync(file, 4e9, 4e9);
    },
    4,
  ],
  [
    "grown within one tick of its time",
    ({ file }) => {
      const { mtime } = statSync(file);
      appendFileSync(file, line(4));
      utimesSync(file, mtime, mtime);
    },
    4,
  ],
  [
    "with a hole before its next line",
    ({ file }) => {
      const { size } = statSync(file);
      const handle = openSync(file, "r+");
      writeSync(handle, `\n${line(4)}`, size + (8 << 20));
      closeSync(handle);
    },
    4,
  ],
];

describe("a log", () => {
  test.each(cases)("%s: nothing is lost, and nothing is double", async (_, harm, count) => {
    const place = aPlace();
    const library = await place.open();
    expect(await numbersIn(library)).toEqual(oneTo(3));
    await library.save();
    harm(place);
    expect(await numbersIn(library), "by the program that stays").toEqual(oneTo(count));
    expect(await numbersIn(await place.open()), "by a later one").toEqual(oneTo(count));
  });

  test("that is deleted and rewritten while it is read", async () => {
    const place = aPlace();
    const library = await place.open();
    await numbersIn(library);
    for (let last = 4; last <= 12; last++) {
      const reading = library.refresh();
      rmSync(place.file);
      writeFileSync(place.file, lines(last, last));
      await reading;
      expect(await numbersIn(library)).toEqual(oneTo(last));
    }
  });

  test("a line of 4 GB that is a hole is passed over, and what follows is read", async () => {
    const place = aPlace();
    const handle = openSync(place.file, "r+");
    ftruncateSync(handle, 2 ** 32);
    writeSync(handle, `\n${line(4)}`, 2 ** 32);
    closeSync(handle);
    const library = await place.open();
    expect(await numbersIn(library)).toEqual(oneTo(4));
    expect(library.skipped()).toEqual({ lines: 1, files: 0 });
    expect(process.memoryUsage().rss).toBeLessThan(1.5e9);
    appendFileSync(place.file, line(5));
    expect(await numbersIn(library)).toEqual(oneTo(5));
  }, 60_000);
});
