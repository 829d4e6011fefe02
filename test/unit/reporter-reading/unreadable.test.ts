import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { claudeCode } from "#reporter/runtimes/claude-code/adapter.ts";
import { codex } from "#reporter/runtimes/codex/adapter.ts";
import type { RuntimeAdapter } from "#reporter/runtimes/runtime-adapter.ts";
import { refreshTranscript, type Transcript } from "#reporter/library/transcript.ts";
import { openLogs } from "#test/support/open-logs.ts";
import { aFolder } from "#test/unit/reporter/support/temporary-folder.ts";
import { assistant } from "./support/claude-lines.ts";
import { meta, tokens } from "./support/codex-lines.ts";
import { aLogFolder, figuresOf, type LogFiles, textOf } from "./support/log-folder.ts";

/** For root nothing is forbidden. */
const isRoot = process.getuid?.() === 0;

const figure = (run: string, id: string) => `${run} ${id} 100/10/1000/200/0`;

const claudeFolder = (files: LogFiles) =>
  aLogFolder(
    Object.fromEntries(
      Object.entries(files).map(([name, lines]) => [`projects/p/${name}.jsonl`, lines]),
    ),
  );

/** A good log beside which something is bad; nothing bad may keep it from being read. */
const aRoot = () => claudeFolder({ good: [assistant("1", 1)] });

async function found(root: string) {
  const library = await openLogs({ CLAUDE_CONFIG_DIR: root });
  await library.refresh();
  const [source] = library.sources();
  return {
    library,
    figures: figuresOf([...library.items()]),
    unreadable: source?.unreadable.map((one) => path.relative(root, one.path)),
    skipped: library.skipped(),
  };
}

describe("what cannot be read is told, and the rest goes on", () => {
  test("a link to nothing", async () => {
    const root = aRoot();
    symlinkSync(path.join(root, "gone"), path.join(root, "projects/p/a.jsonl"));
    expect(await found(root)).toMatchObject({
      figures: [figure("good", "1")],
      unreadable: ["projects/p/a.jsonl"],
      skipped: { lines: 0, files: 1 },
    });
  });

  test("a folder with a log's name is a folder", async () => {
    const root = aRoot();
    mkdirSync(path.join(root, "projects/p/a.jsonl"));
    expect(await found(root)).toMatchObject({ figures: [figure("good", "1")], unreadable: [] });
  });

  test("a folder in a log's place, named by a watcher, is told once", async () => {
    const root = aRoot();
    const bad = path.join(root, "projects/p/a.jsonl");
    mkdirSync(bad);
    const { library } = await found(root);
    for (let time = 0; time < 3; time++) await library.refresh({ paths: [bad] });
    expect(library.skipped()).toEqual({ lines: 0, files: 1 });
    rmSync(bad, { recursive: true });
    writeFileSync(bad, textOf([assistant("2", 2)]));
    await library.refresh({ paths: [bad] });
    expect(library.skipped()).toEqual({ lines: 0, files: 0 });
    expect(figuresOf([...library.items()])).toEqual([figure("a", "2"), figure("good", "1")]);
  });

  test.skipIf(isRoot)("a file and a folder that are forbidden", async () => {
    const root = aRoot();
    const file = path.join(root, "projects/p/a.jsonl");
    const folder = path.join(root, "projects/q");
    mkdirSync(folder);
    writeFileSync(file, textOf([assistant("2", 2)]));
    for (const bad of [file, folder]) chmodSync(bad, 0);
    const { library, ...told } = await found(root);
    expect(told.figures).toEqual([figure("good", "1")]);
    expect(told.unreadable?.toSorted()).toEqual(["projects/p/a.jsonl", "projects/q"]);
    for (const bad of [file, folder]) chmodSync(bad, 0o700);
    await library.refresh();
    expect(library.skipped().files).toBe(0);
    expect(figuresOf([...library.items()])).toHaveLength(2);
  });

  test("a root that does not exist, or is a file", async () => {
    const root = aRoot();
    const file = path.join(root, "projects/p/good.jsonl");
    for (const bad of [path.join(root, "gone"), file]) {
      expect(await found(bad)).toMatchObject({ figures: [] });
    }
  });

  test("what was read before stays while it cannot be read", async () => {
    const root = aRoot();
    const file = path.join(root, "projects/p/good.jsonl");
    const { library } = await found(root);
    renameSync(file, `${file}.away`);
    symlinkSync(path.join(root, "gone"), file);
    await library.refresh();
    expect(figuresOf([...library.items()])).toEqual([figure("good", "1")]);
    rmSync(file);
    renameSync(`${file}.away`, file);
    appendFileSync(file, textOf([assistant("2", 2)]));
    await library.refresh();
    expect(figuresOf([...library.items()])).toEqual([figure("good", "1"), figure("good", "2")]);
    expect(library.skipped().files).toBe(0);
  });
});

describe("links", () => {
  test.each(["projects", "projects/p"])("%s may lie elsewhere", async (place) => {
    const root = aRoot();
    const elsewhere = path.join(aFolder(), "elsewhere");
    renameSync(path.join(root, place), elsewhere);
    symlinkSync(elsewhere, path.join(root, place));
    expect(await found(root)).toMatchObject({ figures: [figure("good", "1")], unreadable: [] });
  });

  test("a home that is a link", async () => {
    const home = path.join(aFolder(), "home");
    symlinkSync(aRoot(), home);
    expect((await found(home)).figures).toEqual([figure("good", "1")]);
  });

  test("a link to a folder above is not followed for ever", async () => {
    const root = aRoot();
    symlinkSync(path.join(root, "projects"), path.join(root, "projects/p/up"));
    expect((await found(root)).figures).toEqual([figure("good", "1")]);
  });
});

test("folders whose names begin alike have each its own report", async () => {
  const one = aRoot();
  const two = `${one}-work`;
  mkdirSync(path.join(two, "projects/p"), { recursive: true });
  writeFileSync(path.join(two, "projects/p/other.jsonl"), textOf([assistant("2", 2)]));
  const library = await openLogs({ CLAUDE_CONFIG_DIR: `${one},${two}` });
  await library.refresh();
  const reports = library.sources().filter(({ runtime }) => runtime === "claude-code");
  expect(reports.map(({ files }) => files)).toEqual([1, 1]);
  rmSync(two, { recursive: true });
});

/** Fails in the middle of a file once, as a disk does. */
function failingOnce(adapter: RuntimeAdapter, after: number): RuntimeAdapter {
  let left = after;
  return {
    ...adapter,
    readObject(...given) {
      if (left-- === 0) throw new Error("EIO: i/o error, read");
      adapter.readObject(...given);
    },
  };
}

test.each([
  ["Claude Code", claudeCode as RuntimeAdapter, numbered((at) => assistant(`${at}`, at))],
  [
    "Codex",
    codex as RuntimeAdapter,
    [meta("a", 0), ...numbered((at) => tokens(at, [10 * at, at]))],
  ],
])("%s: a reading that broke off in the middle is begun again", (_, adapter, lines) => {
  const file = path.join(aFolder(), "rollout-a.jsonl");
  writeFileSync(file, textOf(lines.slice(0, 2)));
  const records = adapter.newRecords("rollout-a.jsonl", "rollout-a.jsonl");
  const transcript: Transcript = {
    path: file,
    relative: "rollout-a.jsonl",
    runtime: adapter.runtime,
    cursor: null,
    skippedLines: 0,
    records,
  };
  refreshTranscript(transcript, { adapter, readFor: "everything" });
  writeFileSync(file, textOf(lines));
  expect(() =>
    refreshTranscript(transcript, { adapter: failingOnce(adapter, 2), readFor: "everything" }),
  ).toThrow("EIO");
  refreshTranscript(transcript, { adapter, readFor: "everything" });

  const whole = {
    ...transcript,
    cursor: null,
    records: adapter.newRecords("rollout-a.jsonl", "rollout-a.jsonl"),
  };
  refreshTranscript(whole, { adapter, readFor: "everything" });
  const itemsOf = (one: Transcript) => {
    const resolver = adapter.newResolver({ titles: true, factsOf: () => undefined });
    resolver.update(one.path, one.records);
    return [...resolver.all()];
  };
  expect(itemsOf(transcript)).toEqual(itemsOf(whole));
});

function numbered(lineAt: (at: number) => Record<string, unknown>) {
  return Array.from({ length: 6 }, (_, at) => lineAt(at + 1));
}
