import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { run as costs } from "#reporter/commands/costs.ts";
import { readCostCache, readCostKeys } from "#reporter/costs/cost-cache.ts";
import { aClaudeSession } from "./support/claude-log.ts";
import { anIo } from "./support/command-io.ts";
import { aHome } from "./support/run-stint.ts";
import { aFolder } from "./support/temporary-folder.ts";

test("sums that were kept and then damaged are not taken, whichever digit it is", async () => {
  const env = aHome(aFolder());
  const folder = env["STINT_HOME"] ?? "";
  aClaudeSession(env["CLAUDE_CONFIG_DIR"] ?? "", 3);
  await costs(["--json"], anIo(env));
  const file = path.join(folder, "costs.json");
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
