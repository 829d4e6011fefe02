import * as fc from "fast-check";
import { expect, test } from "vitest";
import { aRunItem, aUsageItem } from "#test/support/items.ts";
import { aReporter } from "#test/support/worker/a-reporter.ts";
import { expectPlaces, type Seen } from "#test/support/worker/expect-places.ts";
import { readLedger } from "#test/support/worker/read-ledger.ts";
import { expectNoDrift, stalled } from "#test/support/worker/repriced.ts";
import { Killed, type Shake, shaken } from "#test/support/worker/shaken.ts";
import { aLogsRequest, anApiRequest, startedAt } from "#test/support/worker/telemetry.ts";
import { openDatabase } from "#worker/db/client.ts";
import { AppError } from "#worker/errors.ts";
import type { OperationContext } from "#worker/operations/context.ts";
import { changeStatus } from "#worker/operations/lifecycle/change-status.ts";
import { moveEvents } from "#worker/operations/lifecycle/move-events.ts";
import { splitRun } from "#worker/operations/lifecycle/split-run.ts";
import { startSession } from "#worker/operations/lifecycle/start-session.ts";
import { updateSession } from "#worker/operations/lifecycle/update-session.ts";

/* Two tabs, a command line, uploads and telemetry at once, some of them killed: whatever came, each event stands where it belongs. */

const minute = 60_000;
const api = "github.com/acme/api";
const web = { key: "github.com/acme/web", name: "web" };
const runs = [
  aRunItem({ runId: "session", startedAt, title: "Sign-in" }),
  aRunItem({ runId: "agent", rootRunId: "session", parentRunId: "session", startedAt }),
  aRunItem({
    runId: "abroad",
    rootRunId: "session",
    parentRunId: "session",
    startedAt,
    project: web,
  }),
  aRunItem({ runId: "other", startedAt }),
];
const moments = Array.from({ length: 20 }, (_, nth) => startedAt + nth * 10 * minute);
const items = moments.map((occurredAt, nth) =>
  aUsageItem({
    key: `claude-code:msg_${nth}`,
    // The sum of its side requests is told at its end.
    auxiliary: nth === 18,
    runId: nth === 18 ? "session" : (runs[nth % runs.length]?.runId ?? ""),
    requestId: nth % 4 === 0 ? `req_${nth}` : null,
    occurredAt,
    output: 100 + nth,
  }),
);
/** Told by telemetry as well: responses, and side requests that the log has in one sum. */
const records = moments.map((at, nth) =>
  anApiRequest(
    {
      request_id: `req_${nth}`,
      query_source: nth % 4 === 0 ? "repl_main_thread" : "compact",
      output_tokens: nth % 4 === 0 ? 100 + nth : 3,
    },
    at,
  ),
);

const nth = fc.nat(moments.length - 1);
/** The others come late, when something is done between their reading and their writing. */
const lateFrom = 12;
const upload = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("log" as const), nth: fc.nat(lateFrom - 2) }),
  },
  fc.record({ do: fc.constant("telemetry" as const), nth: nth.map((one) => one - (one % 4)) }),
);
const command = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("start" as const), nth, isInProject: fc.boolean() }),
  },
  fc.record({
    do: fc.constantFrom(
      "pause" as const,
      "resume" as const,
      "complete" as const,
      "cancel" as const,
    ),
    nth,
  }),
  fc.record({ do: fc.constant("move start" as const), nth }),
  fc.record({ do: fc.constant("split" as const), nth }),
  fc.record({ do: fc.constant("move" as const), nth }),
);
const action = fc.oneof(upload, command);
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;

const rows = fc.array(
  fc.array(
    fc.record({
      action,
      meanwhile: fc.option(action, { freq: 2 }),
      killed: fc.option(fc.constantFrom("before" as const, "after" as const), { freq: 3 }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  { minLength: 3, maxLength: 10 },
);
const late = fc.array(command, { minLength: 8, maxLength: 8 });

function aWorkspace() {
  const reporter = aReporter({ now: moments.at(-1) ?? 0 });
  const sessions: string[] = [];
  const ctxOf = (shake: Shake, now = reporter.ctx.now): OperationContext => ({
    ...reporter.ctx,
    env: stalled,
    now,
    db: openDatabase({ DB: shaken(shake) }),
  });
  const send = async (one: Action, shake: Shake) => {
    const sender = aReporter({ workspaceId: reporter.workspaceId, now: reporter.ctx.now });
    sender.ctx.db = ctxOf(shake).db;
    const record = records[one.nth];
    if (one.do === "telemetry" && record) return sender.exportLogs(aLogsRequest(record));
    return sender.upload([...runs, ...items.slice(one.nth, one.nth + 2)]);
  };
  const iso = (moment: number) => new Date(moments[moment] ?? 0).toISOString();
  const last = () => sessions.at(-1) ?? "none";
  const begin = async (one: Action, ctx: OperationContext) => {
    const project = "isInProject" in one && one.isInProject ? api : null;
    const begun = await startSession(ctx, { project, startedAt: iso(one.nth) });
    sessions.push(begun.id);
  };
  const doIt = async (one: Action, shake: Shake = {}): Promise<unknown> => {
    if (one.do === "log" || one.do === "telemetry") return send(one, shake);
    if (one.do === "start") return begin(one, ctxOf(shake));
    if (one.do === "move start") {
      return updateSession(ctxOf(shake), last(), { startedAt: iso(one.nth) });
    }
    const ctx = ctxOf(shake, moments[one.nth]);
    if (one.do === "split")
      return splitRun(ctx, last(), { runtime: "claude-code", runId: "session" });
    if (one.do === "move") return moveEvents(ctx, { chunks: 1, size: 2 });
    return changeStatus(ctx, { id: last(), verb: one.do });
  };
  return { reporter, ctxOf, doIt };
}

const orRefused = (work: Promise<unknown>) =>
  work.catch((error: unknown) => {
    if (!(error instanceof Killed) && !(error instanceof AppError)) throw error;
  });

test("whatever meets whatever, each event stands in exactly the session that it belongs to", async () => {
  const seen: Seen = { manual: 0, home: 0, stretches: 0 };
  await fc.assert(
    fc.asyncProperty(rows, late, async (early, commands) => {
      const { reporter, ctxOf, doIt } = aWorkspace();
      await doIt({ do: "log", nth: 0 });
      for (const row of early) {
        await Promise.all(
          row.map(({ action: one, meanwhile, killed }) =>
            orRefused(
              doIt(one, {
                killed,
                meanwhile: () => (meanwhile ? orRefused(doIt(meanwhile)) : Promise.resolve()),
              }),
            ),
          ),
        );
        await expectNoDrift();
      }
      for (const [count, one] of commands.entries()) {
        const meanwhile = () => orRefused(doIt(one));
        await doIt({ do: "log", nth: lateFrom + count }, { meanwhile });
        // Looked at each time: a later change would put right what this one left wrong.
        while (await moveEvents(ctxOf({})));
        await expectPlaces(reporter.workspaceId, { manual: 0, home: 0, stretches: 0 });
      }
      // What was killed is sent again, and what was not moved yet is, by two at once of whom one is killed.
      await reporter.upload([...runs, ...items]);
      await reporter.exportLogs(aLogsRequest(...records));
      let isMore = true;
      for (let time = 0; isMore; time++) {
        const killed = time % 2 === 0 ? "before" : "after";
        const [, left] = await Promise.all([
          orRefused(moveEvents(ctxOf({ killed }), { chunks: 1, size: 3 })),
          moveEvents(ctxOf({}), { chunks: 1, size: 3 }),
        ]);
        isMore = left;
      }
      await expectNoDrift();
      await expectPlaces(reporter.workspaceId, seen);
      expect(await factsOfEvents(reporter.workspaceId)).toEqual(await withoutSessions());
    }),
    // A failing history is long, and each step of shrinking it would take as long: the seed finds it again.
    { numRuns: 12, interruptAfterTimeLimit: 12_000, endOnFailure: true },
  );
  // Histories in which nothing ever stood elsewhere would show nothing.
  expect(seen.manual).toBeGreaterThan(10);
  expect(seen.home).toBeGreaterThan(10);
  expect(seen.stretches).toBeGreaterThan(3);
}, 60_000);

/** The events without where they stand, and without ids that each workspace has of its own. */
async function factsOfEvents(workspaceId: string) {
  const { events } = await readLedger(workspaceId);
  return events.map((event) => {
    const { workspaceId: _, devSessionId: __, projectId: ___, ...facts } = event;
    return { ...facts, revision: 0, machineId: "" };
  });
}

/** What a ledger holds to which nobody did anything. */
async function withoutSessions() {
  const fresh = aReporter({ now: moments.at(-1) ?? 0 });
  await fresh.upload([...runs, ...items]);
  await fresh.exportLogs(aLogsRequest(...records));
  return factsOfEvents(fresh.workspaceId);
}
