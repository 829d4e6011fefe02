import { expect, test } from "vitest";
import { anErrorItem, aRunItem, aToolItem, aUsageItem } from "#test/support/items.ts";
import { aReporter } from "#test/support/worker/a-reporter.ts";
import { readLedger } from "#test/support/worker/read-ledger.ts";

const run = aRunItem({ runId: "run" });
const event = aUsageItem({ runId: "run" });

async function aReporterInSession() {
  const reporter = aReporter();
  await reporter.upload([run, event]);
  reporter.rows.written = 0;
  return reporter;
}

test("an older reporter's call is taken, and takes nothing away", async () => {
  const reporter = await aReporterInSession();
  const whole = aToolItem({
    runId: "run",
    outcome: "failed",
    errorKind: "exit_code",
    exitCode: 2,
    destructive: true,
  });
  const { type, key, runtime, runId, name, startedAt, durationMs, outcome } = whole;
  const older = { type, key, runtime, runId, name, startedAt, durationMs, outcome };
  expect(await reporter.upload([older])).toMatchObject({ accepted: 1, rejected: [] });
  expect((await readLedger(reporter.workspaceId)).tools).toMatchObject([
    { verb: null, errorKind: null, destructive: false },
  ]);
  await reporter.upload([whole]);
  expect(await reporter.upload([older])).toMatchObject({ accepted: 0, duplicates: 1 });
  expect((await readLedger(reporter.workspaceId)).tools).toMatchObject([
    { verb: "git status", errorKind: "exit_code", exitCode: 2, destructive: true },
  ]);
});

test("how long a tool ran is kept, whoever tells of it last, and only grows", async () => {
  const reporter = await aReporterInSession();
  const call = aToolItem({ runId: "run", durationMs: 12_200, ranMs: 200 });
  const { ranMs: _, ...older } = call;
  await reporter.upload([older]);
  expect(await reporter.upload([call])).toMatchObject({ accepted: 1 });
  expect(await reporter.upload([older])).toMatchObject({ accepted: 0, duplicates: 1 });
  expect(await reporter.upload([{ ...call, ranMs: 150 }])).toMatchObject({ accepted: 0 });
  expect((await readLedger(reporter.workspaceId)).tools).toMatchObject([
    { durationMs: 12_200, ranMs: 200 },
  ]);
});

test("a call that ended never goes back, and its duration only grows", async () => {
  const reporter = await aReporterInSession();
  const call = aToolItem({ runId: "run", outcome: "failed", durationMs: 90, errorKind: "timeout" });
  await reporter.upload([call]);
  await reporter.upload([{ ...call, outcome: "unfinished", durationMs: null, errorKind: null }]);
  await reporter.upload([{ ...call, durationMs: 50 }]);
  expect((await readLedger(reporter.workspaceId)).tools).toMatchObject([
    { outcome: "failed", durationMs: 90, errorKind: "timeout" },
  ]);
});

test("a failed request is one in all runs, and what each report knows of it is kept", async () => {
  const reporter = await aReporterInSession();
  const known = anErrorItem({ runId: "run", kind: "other", status: null, attempt: null });
  const fork = aRunItem({ runId: "fork" });
  await reporter.upload([
    known,
    fork,
    { ...known, runId: "fork", kind: "overloaded", status: 529 },
  ]);
  await reporter.upload([{ ...known, attempt: 2 }]);
  expect((await readLedger(reporter.workspaceId)).errors).toMatchObject([
    { runId: "claude-code/fork", kind: "overloaded", status: 529, attempt: 2, retryInMs: 600 },
  ]);
});

test("a call costs a row, an error two, and a repeat none", async () => {
  const reporter = await aReporterInSession();
  const count = 40;
  const calls = Array.from({ length: count }, () => aToolItem({ runId: "run" }));
  const errors = Array.from({ length: count }, () => anErrorItem({ runId: "run" }));
  const events = Array.from({ length: count }, () => aUsageItem({ runId: "run" }));
  await reporter.upload(calls);
  // And the session, whose revision tells that it has news.
  expect(reporter.rows.written).toBe(count + 1);
  reporter.rows.written = 0;
  await reporter.upload([...errors, ...events]);
  expect(reporter.rows.written).toBeLessThanOrEqual(count * 2 * 2.5);
  reporter.rows.written = 0;
  expect(await reporter.upload([...calls, ...errors, ...events])).toMatchObject({ accepted: 0 });
  expect(reporter.rows.written).toBe(0);
});

test("only where calls changed the session has news", async () => {
  const reporter = await aReporterInSession();
  const revision = async () => (await readLedger(reporter.workspaceId)).sessions[0]?.revision ?? 0;
  const before = await revision();
  const call = aToolItem({ runId: "run" });
  await reporter.upload([call]);
  expect(await revision()).toBe(before + 1);
  await reporter.upload([call]);
  expect(await revision()).toBe(before + 1);
});

test("errors of a run that has no session wait for its first response", async () => {
  const reporter = aReporter();
  await reporter.upload([run, anErrorItem({ runId: "run" })]);
  const ledger = await readLedger(reporter.workspaceId);
  expect([ledger.sessions.length, ledger.errors.length]).toEqual([0, 1]);
  expect(await reporter.upload([anErrorItem({ runId: "nobody" })])).toMatchObject({
    rejected: [{ code: "unknown_run" }],
  });
});

test("words that this server does not know are kept as other", async () => {
  const reporter = await aReporterInSession();
  const call = { ...aToolItem({ runId: "run", outcome: "failed" }), errorKind: "eaten_by_a_dog" };
  const error = { ...anErrorItem({ runId: "run" }), kind: "eaten_by_a_dog" };
  const receipt = await reporter.upload([{ ...call, verb: "cat /etc/passwd" }, error]);
  expect(receipt).toMatchObject({ accepted: 2, rejected: [] });
  const { tools, errors } = await readLedger(reporter.workspaceId);
  expect(tools).toMatchObject([{ verb: "other", errorKind: "other" }]);
  expect(errors).toMatchObject([{ kind: "other" }]);
  const broken = [
    { ...call, verb: 7 },
    { ...error, kind: 7 },
    { ...error, status: "429" },
  ];
  expect((await reporter.upload(broken)).rejected).toHaveLength(3);
});
