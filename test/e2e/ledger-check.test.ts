import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { aClaudeLog } from "#test/support/claude-logs.ts";
import { filesIn } from "#test/support/files-in.ts";
import { cleanEnv, startStint } from "#test/support/running-stint.ts";

/** What `npm run ledger:check` says and ends with. */
function checkLedger(home: string, ...flags: string[]) {
  const script = ["worker/commands/ledger-check.ts", ...flags];
  const options = { env: cleanEnv(home), encoding: "utf8" } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, script, options);
  return { status, lines: stdout.trim().split("\n"), stderr };
}

test("every sum is compared with the events, and rebuilt on request, without another word", async () => {
  const logs = mkdtempSync(path.join(tmpdir(), "stint-logs-"));
  aClaudeLog(logs).append(100);
  const stint = await startStint({ env: { CLAUDE_CONFIG_DIR: logs } });
  try {
    await stint.stop();
    const right = {
      status: 0,
      lines: [
        expect.stringMatching(/^✓ usage_rollup: 1 rows, 0 differ$/),
        expect.stringMatching(/^✓ usage_hour: 1 rows, 0 differ$/),
        expect.stringMatching(/^✓ dev_session: 1 rows, 0 differ$/),
      ],
      stderr: "",
    };
    expect(checkLedger(stint.home)).toEqual(right);
    const files = filesIn(path.join(stint.home, "data/v3/d1"));
    for (const file of files.filter((one) => /[0-9a-f]{64}\.sqlite$/.test(one)))
      new DatabaseSync(file).exec("UPDATE usage_hour SET output = output + 1");
    const wrong = checkLedger(stint.home);
    expect([wrong.status, wrong.lines[1]]).toEqual([1, "✗ usage_hour: 1 rows, 2 differ"]);
    expect(checkLedger(stint.home, "--fix")).toEqual(right);
  } finally {
    await stint.stopAndForget();
    rmSync(logs, { recursive: true });
  }
}, 120_000);

test("where there is no ledger it says so", () => {
  const home = mkdtempSync(path.join(tmpdir(), "stint-nothing-"));
  const { status, stderr } = checkLedger(home);
  expect([status, stderr]).toEqual([1, expect.stringContaining("no ledger")]);
  rmSync(home, { recursive: true });
});
