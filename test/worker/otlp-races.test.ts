import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { aRunItem, aUsageItem } from "#test/support/items.ts";
import { aReporter } from "#test/support/worker/a-reporter.ts";
import { interruptOnce } from "#test/support/worker/interrupt.ts";
import { type Step, told } from "#test/support/worker/ledger-steps.ts";
import { readTotals } from "#test/support/worker/read-ledger.ts";
import { anApiRequest, anOldApiRequest, startedAt } from "#test/support/worker/telemetry.ts";
import { openDatabase } from "#worker/db/client.ts";

/** With no more facts than telemetry tells: what a session is called is guarded by itself. */
const run = aRunItem({ runId: "session", startedAt, project: null, branch: null });

const read =
  (...items: ReturnType<typeof aUsageItem>[]): Step =>
  (to) =>
    to.upload([run, ...items]);

const item = aUsageItem({ runId: "session", occurredAt: startedAt, requestId: "req_1" });
const sum = aUsageItem({
  key: "claude-code:auxiliary:session:claude-opus-4-6",
  runId: "session",
  occurredAt: startedAt,
  auxiliary: true,
});

const other = aUsageItem({ runId: "session", occurredAt: startedAt });

const toldOfItem = told(anApiRequest({ request_id: "req_1" }));
const toldOfSum = told(anApiRequest({ request_id: "req_2", query_source: "compact" }));
const oldTold = told(anOldApiRequest({}, startedAt + 1));
const nothing: Step = () => Promise.resolve();

/** Before, then one that is interrupted by another between its reading and its writing. */
test.each<[string, Step, Step, Step]>([
  ["telemetry, by the log of the same request", read(other), toldOfItem, read(item)],
  ["a log, by telemetry of the same request", read(other), read(item), toldOfItem],
  ["the sum of side requests, by telemetry of one", read(other), read(sum), toldOfSum],
  ["telemetry of a side request, by their sum", read(other), toldOfSum, read(sum)],
  ["provisional telemetry, by the first log", oldTold, told(anOldApiRequest()), read(item)],
  ["the first log, by provisional telemetry", oldTold, read(item), told(anOldApiRequest())],
  ["both, of a run that nobody told of", nothing, read(item), told(anOldApiRequest())],
  ["both, the other way round", nothing, told(anOldApiRequest()), read(item)],
])("%s", async (...[, before, interrupted, meanwhile]) => {
  const first = aReporter();
  const second = aReporter({ workspaceId: first.workspaceId });
  await before(first);
  first.ctx.db = openDatabase({ DB: interruptOnce(env.DB, () => meanwhile(second)) });
  await interrupted(first);

  const inTurn = aReporter();
  for (const step of [before, meanwhile, interrupted]) await step(inTurn);
  expect(await readTotals(first.workspaceId)).toEqual(await readTotals(inTurn.workspaceId));
});
