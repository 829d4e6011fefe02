import { expect, test } from "vitest";
import { anErrorItem, aRunItem, aToolItem, aUsageItem } from "#test/support/items.ts";
import { aReporter } from "#test/support/worker/a-reporter.ts";
import { aLogsRequest, anApiRequest, startedAt } from "#test/support/worker/telemetry.ts";

/*
 * Written rows are what running Stint costs. An event is two: its own and one in the index by session. What an upload
 * moves besides is a few rows, however many events it has: the fine and the coarse sums of the hour, and the session.
 */

type Reporter = ReturnType<typeof aReporter>;
type Step = (to: Reporter) => Promise<unknown>;

const count = 100;
const ofHour = Array.from({ length: count }, (_, nth) => startedAt + nth * 1_000);
const run = aRunItem({ runId: "session", startedAt, project: null, branch: null });
const items = ofHour.map((occurredAt, nth) =>
  aUsageItem({ runId: "session", occurredAt, requestId: `req_${nth}`, output: 20 }),
);
const tools = items.map(() => aToolItem({ runId: "session" }));
const errors = items.map(() => anErrorItem({ runId: "session" }));
const records = items.map(({ requestId, occurredAt }) =>
  anApiRequest({ request_id: requestId ?? "", output_tokens: 20 }, occurredAt + 300),
);
const first = aUsageItem({ runId: "session", occurredAt: startedAt });
const nothing: Step = async () => {};
const begun: Step = (to) => to.upload([run, first]);
const read: Step = (to) => to.upload([run, ...items]);
const told: Step = (to) => to.exportLogs(aLogsRequest(...records));
const inTurn =
  (...steps: Step[]): Step =>
  async (to) => {
    for (const step of steps) await step(to);
  };
const upload =
  (...some: unknown[]): Step =>
  (to) =>
    to.upload(some);
const apart = (some: unknown[], size: number): Step =>
  inTurn(
    ...Array.from({ length: Math.ceil(some.length / size) }, (_, nth) =>
      upload(...some.slice(nth * size, nth * size + size)),
    ),
  );

const sums = { usage_rollup: 1, usage_hour: 1 };
const newEvents = { usage_event: 2 * count, ...sums };
/** Its row and the index by start, and three or one more by whether it ended. */
const newSession = { active: 4, ended: 6 };
const live = startedAt + 60_000 * 10;
const later = startedAt + 86_400_000;

test.each<[string, number, Step, Step, Record<string, number>]>([
  ["new ones by log", live, begun, read, { ...newEvents, dev_session: 1 }],
  [
    "new ones by log, in a session that is new",
    live,
    nothing,
    read,
    { ...newEvents, run: 2, dev_session: newSession.active },
  ],
  [
    "a back-fill of a session that is over",
    later,
    nothing,
    read,
    { ...newEvents, run: 2, dev_session: newSession.ended },
  ],
  ["new ones by telemetry", live, begun, told, { ...newEvents, dev_session: 1 }],
  // The row that telemetry told is taken up under the log's key: it stands elsewhere in both orders. The session begins
  // earlier by now, which is its row once more with two indexes.
  [
    "those that telemetry told first, by log",
    live,
    told,
    read,
    { usage_event: 2 * count, run: 2, dev_session: 4 },
  ],
  // They stay where they are in the index.
  [
    "those that the log told first, by telemetry",
    live,
    read,
    told,
    { usage_event: count, dev_session: 1 },
  ],
  ["repeated ones", live, read, read, {}],
  ["repeated ones by telemetry", live, inTurn(read, told), inTurn(told, read, told), {}],
  ["tool calls", live, begun, upload(...tools), { tool_call: count, dev_session: 1 }],
  ["repeated tool calls", live, inTurn(begun, upload(...tools)), upload(...tools), {}],
  ["failed requests", live, begun, upload(...errors), { api_error: 2 * count, dev_session: 1 }],
])("%s", async (...[, now, before, step, expected]) => {
  expect(await rowsOf({ now, before, step })).toEqual(expected);
  const written = Object.values(expected).reduce((sum, rows) => sum + rows, 0);
  expect(written / count).toBeLessThanOrEqual(2.5);
});

/** As agents are watched: an upload has the responses of a second, seldom more than one. */
test.each<[number, number]>([
  [1, 5],
  [2, 3.5],
  [5, 2.6],
])("uploads of %i to a session that goes on write %f rows for each event", async (size, least) => {
  const rows = await rowsOf({ now: live, before: begun, step: apart(items, size) });
  const uploads = count / size;
  expect(rows).toEqual({
    usage_event: 2 * count,
    usage_rollup: uploads,
    usage_hour: uploads,
    dev_session: uploads,
  });
  const written = Object.values(rows).reduce((sum, one) => sum + one, 0);
  expect(written / count).toBeCloseTo(least, 9);
});

test("a response that grows writes its row once for each upload, and a call one and the session's", async () => {
  const grown = apart(
    [30, 40, 50].map((output) => ({ ...first, output })),
    1,
  );
  const each = { usage_event: 3, usage_rollup: 3, usage_hour: 3, dev_session: 3 };
  expect(await rowsOf({ now: live, before: begun, step: grown })).toEqual(each);
  const calls = { tool_call: count, dev_session: count };
  expect(await rowsOf({ now: live, before: begun, step: apart(tools, 1) })).toEqual(calls);
});

async function rowsOf({ now, before, step }: { now: number; before: Step; step: Step }) {
  const reporter = aReporter({ now });
  await before(reporter);
  reporter.rows.byTable = {};
  await step(reporter);
  return reporter.rows.byTable;
}
