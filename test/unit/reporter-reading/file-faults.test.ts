import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { Library } from "#reporter/library/library-types.ts";
import { openLogs } from "#test/support/open-logs.ts";
import { aFolder } from "#test/unit/reporter/support/temporary-folder.ts";
import { assistant } from "./support/claude-lines.ts";
import { meta, tokens } from "./support/codex-lines.ts";
import { figuresOf, type Line, textOf } from "./support/log-folder.ts";

/** One log of each kind that may be harmed, and how its messages are told. */
const kinds = [
  {
    kind: "Claude Code",
    variable: "CLAUDE_CONFIG_DIR",
    name: "projects/p/s.jsonl",
    head: [] as Line[],
    message: (number: number, text = "") =>
      assistant(`${number}`, number, { message: { content: [{ type: "text", text }] } }),
    figure: (number: number) => `s ${number} 100/10/1000/200/0`,
  },
  {
    kind: "Codex",
    variable: "CODEX_HOME",
    name: "sessions/2026/06/01/rollout-s.jsonl",
    head: [meta("s", 0)],
    message: (number: number, text = "") => ({
      ...tokens(number, [100 * number, 10 * number], [100, 10]),
      text,
    }),
    figure: (number: number) => `s s:0:${100 * number}.0.${10 * number}.0 100/10/0/0/0`,
  },
];

type Kind = (typeof kinds)[number];

/** A log with so many messages, and libraries over it that remember each other. */
function aLog({ variable, name, head, message, figure }: Kind, count: number) {
  const root = aFolder();
  const state = aFolder();
  const file = path.join(root, name);
  mkdirSync(path.dirname(file), { recursive: true });
  const textTo = (last: number, text?: string) =>
    textOf([...head, ...numbers(last).map((number) => message(number, text))]);
  writeFileSync(file, textTo(count));
  return {
    root,
    file,
    textTo,
    line: (number: number, text?: string) => textOf([message(number, text)]),
    open: () => openLogs({ [variable]: root }, state),
    figures: (last: number) => numbers(last).map(figure).toSorted(),
  };
}

const numbers = (last: number) => Array.from({ length: last }, (_, at) => at + 1);

type Log = ReturnType<typeof aLog>;

async function read(library: Library): Promise<string[]> {
  await library.refresh();
  return figuresOf([...library.items()]);
}

/** What the same program and a later one find, after what happens to the file. */
async function findAfter(log: Log, harm: () => void): Promise<string[][]> {
  const library = await log.open();
  await library.refresh();
  await library.save();
  harm();
  const later = await log.open();
  return [await read(library), await read(later)];
}

const both = (figures: string[]) => [figures, figures];

describe.each(kinds)("$kind: a file", (kind) => {
  const cases: [string, (log: Log) => void, number][] = [
    ["that grew", (log) => appendFileSync(log.file, log.line(4)), 4],
    ["that was deleted", (log) => rmSync(log.file), 3],
    ["whose folder was deleted", (log) => rmSync(path.dirname(log.file), { recursive: true }), 3],
    ["that was truncated", (log) => truncateSync(log.file, log.textTo(2).length + 9), 3],
    ["that was emptied", (log) => truncateSync(log.file), 3],
    ["that was emptied and begun anew", (log) => writeFileSync(log.file, log.textTo(1)), 3],
    ["that was rewritten and is longer", (log) => writeFileSync(log.file, log.textTo(5, "new")), 5],
    ["that lost its beginning", (log) => writeFileSync(log.file, log.textTo(4).slice(20)), 4],
    ["that was moved", (log) => renameSync(log.file, `${log.file.slice(0, -7)}s.jsonl`), 3],
    ["that became binary", (log) => writeFileSync(log.file, Buffer.alloc(9_000, 0xfe)), 3],
    [
      "that was replaced by a longer copy",
      (log) => {
        writeFileSync(`${log.file}.new`, log.textTo(5));
        renameSync(`${log.file}.new`, log.file);
      },
      5,
    ],
    [
      "that was touched",
      (log) => utimesSync(log.file, new Date(), new Date(Date.now() + 9_000)),
      3,
    ],
  ];

  test.each(cases)("%s", async (_, harm, count) => {
    const log = aLog(kind, 3);
    expect(await findAfter(log, () => harm(log))).toEqual(both(log.figures(count)));
  });

  const filler = "x".repeat(3_000);

  test.each([
    ["in its place", (file: string, text: string) => writeFileSync(file, text)],
    [
      "by another file",
      (file: string, text: string) => {
        writeFileSync(`${file}.new`, text);
        renameSync(`${file}.new`, file);
      },
    ],
    [
      "by a copy",
      (file: string, text: string) => {
        writeFileSync(`${file}.new`, text);
        copyFileSync(`${file}.new`, file);
      },
    ],
  ])("replaced %s by one of its size whose ends are the same", async (_, replace) => {
    const log = aLog(kind, 0);
    const [first, last] = [log.line(1, filler), log.line(3, filler)];
    const gap = log.line(2, filler);
    const other = gap.replaceAll(/./g, " ");
    writeFileSync(log.file, `${log.textTo(0)}${first}${other}${last}`);
    const found = await findAfter(log, () => {
      replace(log.file, `${log.textTo(0)}${first}${gap}${last}`);
      utimesSync(log.file, new Date(), new Date(Date.now() + 5_000));
    });
    expect(found).toEqual(both(log.figures(3)));
  });

  test("truncated again and again, with more each time", async () => {
    const log = aLog(kind, 1);
    const library = await log.open();
    for (let last = 1; last <= 6; last++) {
      writeFileSync(log.file, log.textTo(last));
      expect(await read(library)).toEqual(log.figures(last));
      truncateSync(log.file, 40);
      expect(await read(library)).toEqual(log.figures(last));
    }
  });

  test("copied to a second folder", async () => {
    const log = aLog(kind, 3);
    const found = await findAfter(log, () => {
      const copy = log.file.replace("/p/", "/q/").replace("/01/", "/02/");
      mkdirSync(path.dirname(copy), { recursive: true });
      writeFileSync(copy, log.textTo(4));
    });
    expect(found).toEqual(both(log.figures(4)));
  });
});

describe.each(kinds)("$kind: bytes", (kind) => {
  test.each([
    ["a byte order mark", (text: string) => `\uFEFF${text}`],
    ["carriage returns", (text: string) => text.replaceAll("\n", "\r\n")],
    ["no last line's end", (text: string) => text.trimEnd()],
    ["zeros between", (text: string) => text.replaceAll("\n", "\n\0\0\0\n")],
    ["blank lines", (text: string) => `\n\n${text.replaceAll("\n", "\n \n")}`],
  ])("%s", async (_, change) => {
    const log = aLog(kind, 3);
    writeFileSync(log.file, change(log.textTo(3)));
    const library = await log.open();
    expect(await read(library)).toEqual(log.figures(3));
    expect(library.skipped()).toEqual({ lines: 0, files: 0 });
  });

  test("a line of 5 MB is a line", async () => {
    const log = aLog(kind, 1);
    appendFileSync(log.file, log.line(2, "ä".repeat(2_500_000)) + log.line(3));
    const library = await log.open();
    expect(await read(library)).toEqual(log.figures(3));
    expect(library.skipped().lines).toBe(0);
  });

  test("garbage is skipped and counted, once", async () => {
    const log = aLog(kind, 1);
    const bad = '{"usage": token_count\n"usage" token_count\n[{"usage":"token_count"}]\n';
    appendFileSync(log.file, bad + log.line(2));
    const library = await log.open();
    expect(await read(library)).toEqual(log.figures(2));
    expect(library.skipped()).toEqual({ lines: 3, files: 0 });
    appendFileSync(log.file, log.line(3));
    expect(await read(library)).toEqual(log.figures(3));
    expect(library.skipped().lines).toBe(3);
    writeFileSync(log.file, log.textTo(4, "clean"));
    expect(await read(library)).toEqual(log.figures(4));
    expect(library.skipped().lines).toBe(0);
  });

  test("a torn line waits for its rest, and is no garbage", async () => {
    const log = aLog(kind, 1);
    const [start, end] = [log.line(2, "ü").slice(0, -20), log.line(2, "ü").slice(-20)];
    const library = await log.open();
    appendFileSync(log.file, start);
    expect(await read(library)).toEqual(log.figures(1));
    expect(library.skipped().lines).toBe(0);
    appendFileSync(log.file, end);
    expect(await read(library)).toEqual(log.figures(2));
  });

  test("an empty file holds nothing", async () => {
    const log = aLog(kind, 0);
    writeFileSync(log.file, "");
    const library = await log.open();
    expect(await read(library)).toEqual([]);
    expect(library.skipped()).toEqual({ lines: 0, files: 0 });
  });
});
