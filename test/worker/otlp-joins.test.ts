import { expect, test } from "vitest";
import { aRunItem, aUsageItem } from "#test/support/items.ts";
import { aReporter } from "#test/support/worker/a-reporter.ts";
import { inEitherOrder, now, type Step, told } from "#test/support/worker/ledger-steps.ts";
import { readLedger, readTotals } from "#test/support/worker/read-ledger.ts";
import { anApiRequest, anOldApiRequest, startedAt } from "#test/support/worker/telemetry.ts";

const run = aRunItem({ runId: "session" });

/** The ledger's totals that the steps come to. */
const totalsAfter = async (...steps: Step[]) =>
  readTotals((await inEitherOrder(...steps)).workspaceId);

const read =
  (...items: ReturnType<typeof aUsageItem>[]): Step =>
  (to) =>
    to.upload([run, ...items]);

const logged = aUsageItem({ runId: "session", occurredAt: startedAt - 1_000, requestId: "req_1" });

test("a lower bound is mended by telemetry, in either order", async () => {
  const totals = await totalsAfter(
    read({ ...logged, output: 2, lowerBound: true, webSearches: 1 }),
    told(anApiRequest({ request_id: "req_1", output_tokens: 950 })),
  );
  expect(totals).toMatchObject({ events: 1, output: 950, webSearches: 1, lowerBoundEvents: 0 });
});

test("the log's kinds of cache writes, time and model stand over telemetry's", async () => {
  const item = { ...logged, cacheWrite5m: 0, cacheWrite1h: 1_000 };
  const record = anApiRequest({ request_id: "req_1", model: "claude-opus-4-6[1m]" });
  const flat = record.attributes.filter(({ key }) => !/_(?:5m|1h)_/.test(key));
  const totals = await totalsAfter(read(item), told({ ...record, attributes: flat }));
  expect(totals).toMatchObject({ events: 1, cacheWrite5m: 0, cacheWrite1h: 1_000 });
});

test("several models' answers to one request: telemetry is the message's own", async () => {
  const other = { ...logged, key: `${logged.key}:0`, output: 5 };
  const totals = await totalsAfter(
    read(other, logged),
    told(anApiRequest({ request_id: "req_1", output_tokens: 40 })),
  );
  expect(totals).toMatchObject({ events: 2, output: 45 });
});

const sum = aUsageItem({
  key: "claude-code:auxiliary:session:claude-opus-4-6",
  runId: "session",
  occurredAt: startedAt + 9_000,
  auxiliary: true,
  input: 900,
  output: 90,
  cacheRead: 0,
  cacheWrite5m: 0,
});
const compaction = (request: string, share: number) =>
  anApiRequest({
    request_id: request,
    query_source: "compact",
    input_tokens: 450 * share,
    output_tokens: 45 * share,
    cache_read_tokens: 0,
    cache_creation_tokens: 0,
    cache_creation_5m_tokens: 0,
  });

test("side requests that telemetry told are taken off the log's sum of them", async () => {
  const one = told(compaction("req_2", 1));
  const both = [one, told(compaction("req_3", 1))];
  const half = await totalsAfter(one, read(sum));
  expect(half).toMatchObject({ events: 2, input: 900, output: 90, auxiliaryTokens: 990 });
  for (const steps of [
    [...both, read(sum)],
    [read(sum), ...both],
    [...both, read({ ...sum, input: 450, output: 45 }), read(sum)],
  ]) {
    const totals = await totalsAfter(...steps, ...steps);
    expect(totals).toMatchObject({ events: 2, input: 900, output: 90, auxiliaryTokens: 990 });
  }
});

test("a side request that has a line after all is the log's event", async () => {
  const totals = await totalsAfter(
    told(anApiRequest({ request_id: "req_1", query_source: "something_new" })),
    read(logged),
  );
  expect(totals).toMatchObject({ events: 1, auxiliaryTokens: 0 });
});

test("without request ids telemetry counts only while no log was read", async () => {
  const records = [0, 1, 1].map((at) => anOldApiRequest({ output_tokens: 7 }, startedAt + at));
  const reporter = aReporter({ now });
  await told(...records)(reporter);
  await told(...records)(reporter);
  expect(await readTotals(reporter.workspaceId)).toMatchObject({ events: 2, output: 14 });
  const totals = await totalsAfter(told(...records), read({ ...logged, requestId: null }));
  expect(totals).toMatchObject({ events: 1, output: 10 });
});

test("a sub-agent's requests are its run's, as its log has them", async () => {
  const agent = aRunItem({
    runId: "session/a1",
    rootRunId: "session",
    parentRunId: "session",
    agentType: "Explore",
  });
  const facts = { request_id: "req_1", agent_id: "a1", "agent.name": "Explore" };
  const totals = await totalsAfter(told(anApiRequest(facts)), (to) =>
    to.upload([run, agent, { ...logged, runId: agent.runId }]),
  );
  expect(totals).toMatchObject({ events: 1 });
});

test("log and telemetry at the same moment are one event each", async () => {
  const ids = Array.from({ length: 12 }, (_, nth) => `req_${nth}`);
  const items = ids.map((requestId) => ({
    ...logged,
    key: `claude-code:msg_${requestId}`,
    requestId,
  }));
  const records = ids.map((id) => anApiRequest({ request_id: id, output_tokens: 20 }));
  const old = ids.map((id, nth) => anOldApiRequest({ output_tokens: 3 }, startedAt + nth));
  const first = aReporter({ now });
  const second = aReporter({ now, workspaceId: first.workspaceId });
  await Promise.all([
    told(...records, compaction("req_c", 2))(first),
    read(...items, sum)(second),
    told(...old)(first),
    read(...items, sum)(second),
    told(...records)(second),
  ]);
  const totals = await readTotals(first.workspaceId);
  expect(totals).toMatchObject({ events: 13, output: 12 * 20 + 90, auxiliaryTokens: 990 });
});

test("new requests write at most 2.5 rows each, repeats none", async () => {
  const records = Array.from({ length: 400 }, (_, nth) =>
    anApiRequest({}, startedAt + nth * 1_000),
  );
  const reporter = aReporter({ now });
  await told(...records)(reporter);
  expect(reporter.rows.written / records.length).toBeLessThanOrEqual(2.5);
  reporter.rows.written = 0;
  await told(...records)(reporter);
  expect(reporter.rows.written).toBe(0);
  const { events } = await readLedger(reporter.workspaceId);
  expect(events).toHaveLength(400);
  expect(new Set(events.map(({ source }) => source))).toEqual(new Set(["otel"]));
});
