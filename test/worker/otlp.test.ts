import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { aReporter } from "#test/support/worker/a-reporter.ts";
import {
  type Capture,
  capturesOf,
  hasCaptures,
  tokensOf,
  tokensServed,
} from "#test/support/worker/captures.ts";
import { readTotals } from "#test/support/worker/read-ledger.ts";
import { openDatabase } from "#worker/db/client.ts";
import { findDrift } from "#worker/operations/ledger/find-drift.ts";

type Reporter = ReturnType<typeof aReporter>;

async function expectSumsToFollow(): Promise<void> {
  const found = await findDrift(openDatabase(env));
  expect(found.map(({ differing }) => differing)).toEqual([0, 0, 0]);
}

async function totalsOf(steps: (reporter: Reporter) => Promise<unknown>) {
  const reporter = aReporter();
  await steps(reporter);
  return tokensOf(await readTotals(reporter.workspaceId));
}

async function exportAll(reporter: Reporter, { logs }: Capture): Promise<void> {
  for (const body of logs) await reporter.exportLogs(body);
}

describe.skipIf(!hasCaptures).each(capturesOf("claude"))("$name", (capture) => {
  const served = tokensServed(capture, ["transcript", "compact"]);

  test("telemetry alone tells what was served", async () => {
    expect(await totalsOf((reporter) => exportAll(reporter, capture))).toEqual(served);
  });

  test("log, then telemetry", async () => {
    const totals = await totalsOf(async (reporter) => {
      await reporter.upload(capture.items);
      await exportAll(reporter, capture);
    });
    expect(totals).toEqual(served);
  });

  test("telemetry, then log", async () => {
    const totals = await totalsOf(async (reporter) => {
      await exportAll(reporter, capture);
      await reporter.upload(capture.items);
    });
    expect(totals).toEqual(served);
    await expectSumsToFollow();
  });
});
