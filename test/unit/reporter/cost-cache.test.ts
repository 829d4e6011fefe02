import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { run as costs } from "#reporter/commands/costs.ts";
import { appendCostChange, readCostCache, writeCostCache } from "#reporter/costs/cost-cache.ts";
import { readCostKeys } from "#reporter/costs/cost-keys.ts";
import { aClaudeSession } from "./support/claude-log.ts";
import { anIo } from "./support/command-io.ts";
import { aHome } from "./support/run-stint.ts";
import { aFolder } from "./support/temporary-folder.ts";

test("sums that were kept and then damaged are not taken, whichever digit it is", async () => {
  const env = aHome(aFolder());
  const folder = env["STINT_HOME"] ?? "";
  aClaudeSession(env["CLAUDE_CONFIG_DIR"] ?? "", 3);
  await costs(["--json"], anIo(env));
  const file = path.join(folder, "costs.ndjson");
  const whole = readFileSync(file, "utf8");
  expect(readCostCache(folder, "UTC", Date.now())).not.toBeNull();
  const digits = [...whole.matchAll(/[1-8]/g)];
  expect(digits.length).toBeGreaterThan(50);
  for (const { 0: digit, index } of digits) {
    writeFileSync(file, `${whole.slice(0, index)}${Number(digit) + 1}${whole.slice(index + 1)}`);
    expect(readCostCache(folder, "UTC", Date.now()), `at ${index}`).toBeNull();
  }
});

test("keys that were kept and then damaged are not taken, whichever byte it is", async () => {
  const env = aHome(aFolder());
  const folder = env["STINT_HOME"] ?? "";
  aClaudeSession(env["CLAUDE_CONFIG_DIR"] ?? "", 3);
  await costs(["--json"], anIo(env));
  const cache = readCostCache(folder, "UTC", Date.now());
  if (!cache) throw new Error("Nothing was kept.");
  expect(readCostKeys(folder, cache)).toHaveLength(3);
  const file = path.join(folder, "costs.keys");
  const whole = readFileSync(file);
  for (const [at, byte] of whole.entries()) {
    writeFileSync(file, whole.with(at, byte ^ 1));
    expect(readCostKeys(folder, cache), `at ${at}`).toBeNull();
  }
});

test("of two changes that were made at once only the first is heard, and none of a whole that is no more", async () => {
  const env = aHome(aFolder());
  const folder = env["STINT_HOME"] ?? "";
  aClaudeSession(env["CLAUDE_CONFIG_DIR"] ?? "", 3);
  await costs(["--json"], anIo(env));
  const read = () => {
    const cache = readCostCache(folder, "UTC", Date.now());
    if (!cache) throw new Error("Nothing was kept.");
    return cache;
  };
  const before = read();
  const [[group, cells] = [0, []]] = before.groups;
  const more = (events: number) => ({
    merged: [group],
    files: before.files,
    cells: cells.map((cell) => ({ ...cell, events })),
    freshKeys: [events],
  });
  const heard = () => [...read().groups.values()].flat().map(({ events }) => events);

  appendCostChange(folder, before, more(4));
  appendCostChange(folder, before, more(5));
  expect(heard()).toEqual([4]);
  expect(read().freshKeys).toEqual([4]);

  const after = read();
  appendCostChange(folder, after, more(6));
  expect(heard()).toEqual([6]);
  writeCostCache(folder, "UTC", { ...before, keys: new Uint32Array([1, 2, 3]) });
  appendCostChange(folder, after, more(7));
  expect(heard()).toEqual([3]);
});
