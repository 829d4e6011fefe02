import { cpSync, existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { type IngestItem, ingestItem } from "#contract/ingest.ts";
import { isRun, isUsage, readItems } from "#test/support/open-logs.ts";
import { toolsOf } from "#test/unit/reporter-reading/support/log-folder.ts";
import { aFolder } from "#test/unit/reporter/support/temporary-folder.ts";

const samples = path.resolve(import.meta.dirname, "../../../shared/real-clients/samples");
const hasSamples = existsSync(samples);

if (!hasSamples)
  console.warn("\n*** ../shared/real-clients is absent: OpenCode's captures are SKIPPED. ***\n");

const served = z.object({
  messages: z.array(
    z.object({
      kind: z.string(),
      model: z.string(),
      usage: z.object({
        input: z.number(),
        output: z.number(),
        cache_read: z.number(),
        cache_5m: z.number(),
      }),
    }),
  ),
});

type Row = Record<string, SQLInputValue>;

/** The captures hold a database as its schema and its rows. */
function asDatabase(sample: string): string {
  const folder = aFolder();
  const database = new DatabaseSync(path.join(folder, "opencode.db"));
  const read = (name: string) => readFileSync(path.join(samples, sample, "sessions", name), "utf8");
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA foreign_keys = OFF; ${read("schema.sql")}`);
  for (const table of ["session", "message", "part"]) {
    for (const line of read(`${table}.jsonl`).trim().split("\n")) insert(database, table, line);
  }
  database.close();
  return folder;
}

function insert(database: DatabaseSync, table: string, line: string): void {
  const row: Row = JSON.parse(line);
  const names = Object.keys(row);
  const places = names.map(() => "?").join(", ");
  database
    .prepare(`INSERT INTO ${table} (${names.join(", ")}) VALUES (${places})`)
    .run(...Object.values(row));
}

function asFiles(sample: string): string {
  const folder = aFolder();
  cpSync(path.join(samples, sample, "storage"), path.join(folder, "storage"), { recursive: true });
  return folder;
}

const captures = [
  { sample: "opencode-1.18.33/basic", folderOf: asDatabase },
  { sample: "opencode-old/1.1.65", folderOf: asFiles },
];

const sorted = (rows: unknown[][]) => rows.map((row) => row.join(" ")).toSorted();

const countsOf = (items: IngestItem[]) =>
  sorted(
    items
      .filter(isUsage)
      .map(({ model, input, output, cacheRead, cacheWrite5m }) => [
        model,
        input,
        output,
        cacheRead,
        cacheWrite5m,
      ]),
  );

describe.skipIf(!hasSamples)("OpenCode as it is", () => {
  test.each(captures)("$sample: each message is what was served", async (capture) => {
    const { sample, folderOf } = capture;
    const text = readFileSync(path.join(samples, sample, "expected-usage.json"), "utf8");
    const items = await readItems({ OPENCODE_DATA_DIR: folderOf(sample) });
    const turns = served.parse(JSON.parse(text)).messages.filter(({ kind }) => kind === "turn");
    expect(countsOf(items)).toEqual(
      sorted(
        turns.map(({ model, usage }) => [
          model,
          usage.input,
          usage.output,
          usage.cache_read,
          usage.cache_5m,
        ]),
      ),
    );
    expect(items.filter(isUsage).some(({ lowerBound }) => lowerBound)).toBe(false);
    expect(items.filter(isRun)).toHaveLength(3);
    expect(items.filter(isRun).filter(({ parentRunId }) => parentRunId)).toHaveLength(1);
    const tools = toolsOf(items);
    expect(tools).toHaveLength(11);
    expect(tools.filter(({ outcome }) => outcome === "failed").map(({ name }) => name)).toEqual(
      expect.arrayContaining(["bash", "grep"]),
    );
    expect(tools.filter(({ outcome }) => outcome === "ok")).toHaveLength(9);
    for (const item of items) expect(ingestItem.safeParse(item).error).toBeUndefined();
  });
});
