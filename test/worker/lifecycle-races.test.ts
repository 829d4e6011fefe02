import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { aRunItem, aUsageItem } from "#test/support/items.ts";
import { aReporter } from "#test/support/worker/a-reporter.ts";
import { expectPlaces } from "#test/support/worker/expect-places.ts";
import { interruptOnce } from "#test/support/worker/interrupt.ts";
import { aLogsRequest, anApiRequest } from "#test/support/worker/telemetry.ts";
import { expectNoDrift, stalled } from "#test/support/worker/repriced.ts";
import { openDatabase } from "#worker/db/client.ts";
import type { OperationContext } from "#worker/operations/context.ts";
import { changeStatus } from "#worker/operations/lifecycle/change-status.ts";
import { splitRun } from "#worker/operations/lifecycle/split-run.ts";
import { startSession } from "#worker/operations/lifecycle/start-session.ts";
import { updateSession } from "#worker/operations/lifecycle/update-session.ts";

const minute = 60_000;
const startedAt = Date.UTC(2026, 5, 1, 10);
const run = aRunItem({ runId: "root", startedAt });
const project = run.project?.key ?? "";
const iso = (moment: number) => new Date(moment).toISOString();
const first = aUsageItem({ runId: "root", occurredAt: startedAt });
const late = [30, 50].map((after) =>
  aUsageItem({ runId: "root", occurredAt: startedAt + after * minute }),
);

type Command = (ctx: OperationContext, id: string) => Promise<unknown>;
const verb =
  (name: "pause" | "resume" | "complete" | "cancel"): Command =>
  (ctx, id) =>
    changeStatus({ ...ctx, now: startedAt + 40 * minute }, { id, verb: name });

/** What is done, what was done before with a session that began at 20 minutes, and where the two responses stand then. */
const commands: [string, Command, Command[], ("home" | "manual")[]][] = [
  ["pause", verb("pause"), [], ["manual", "home"]],
  ["resume", verb("resume"), [earlierPause], ["home", "manual"]],
  ["complete", verb("complete"), [], ["manual", "home"]],
  ["cancel", verb("cancel"), [], ["manual", "home"]],
  ["a later start", start(40), [], ["home", "manual"]],
  ["a split", split, [heldEvent], ["home", "home"]],
];

function earlierPause(ctx: OperationContext, id: string) {
  return changeStatus({ ...ctx, now: startedAt + 25 * minute }, { id, verb: "pause" });
}

function start(minutes: number): Command {
  return (ctx, id) => updateSession(ctx, id, { startedAt: iso(startedAt + minutes * minute) });
}

function split(ctx: OperationContext, id: string) {
  return splitRun(ctx, id, { runtime: "claude-code", runId: "root" });
}

async function heldEvent({ actor }: OperationContext) {
  const held = aUsageItem({ runId: "root", occurredAt: startedAt + 21 * minute });
  await aReporter({ workspaceId: actor.workspaceId }).upload([held]);
}

const interrupted = (ctx: OperationContext, meanwhile: () => Promise<unknown>) => ({
  ...ctx,
  db: openDatabase({ DB: interruptOnce(env.DB, meanwhile) }),
});

async function aSessionThatRuns(before: Command[]) {
  const reporter = aReporter({ now: startedAt + 60 * minute });
  const ctx = { ...reporter.ctx, env: stalled };
  await reporter.upload([run, first]);
  const begun = { project, startedAt: iso(startedAt + 20 * minute) };
  const { id } = await startSession(ctx, begun);
  for (const one of before) await one(ctx, id);
  return { reporter, ctx, id };
}

async function placesOf(workspaceId: string, id: string) {
  await expectNoDrift();
  const { events } = await expectPlaces(workspaceId, { manual: 0, home: 0, stretches: 0 });
  return late.map(({ key }) => {
    const event = events.find((one) => one.key === key);
    return event?.devSessionId === id ? "manual" : "home";
  });
}

test.each(commands)("%s while an upload is under way", async (...[, command, before, places]) => {
  const { reporter, ctx, id } = await aSessionThatRuns(before);
  reporter.ctx.db = interrupted(ctx, () => command(ctx, id)).db;
  await reporter.upload(late);
  expect(await placesOf(reporter.workspaceId, id)).toEqual(places);
});

test.each(commands)("an upload while %s is under way", async (...[, command, before, places]) => {
  const { reporter, ctx, id } = await aSessionThatRuns(before);
  await command(
    interrupted(ctx, () => reporter.upload(late)),
    id,
  );
  expect(await placesOf(reporter.workspaceId, id)).toEqual(places);
});

test.each(["log", "telemetry"])(
  "%s first: one response that both tell, the first in a session",
  async (sooner) => {
    const reporter = aReporter({ now: startedAt + 60 * minute });
    const ctx = { ...reporter.ctx, env: stalled };
    await reporter.upload([{ ...run, runId: "session", rootRunId: "session" }]);
    const { id } = await startSession(ctx, { project, startedAt: iso(startedAt) });
    const at = startedAt + 30 * minute;
    const other = aReporter({ workspaceId: reporter.workspaceId, now: reporter.ctx.now });
    const logged = aUsageItem({ runId: "session", requestId: "req_1", occurredAt: at });
    const byLog = () => reporter.upload([logged]);
    const byTelemetry = () =>
      other.exportLogs(aLogsRequest(anApiRequest({ request_id: "req_1" }, at)));
    if (sooner === "log") {
      other.ctx.db = interrupted(ctx, byLog).db;
      await byTelemetry();
    } else {
      reporter.ctx.db = interrupted(ctx, byTelemetry).db;
      await byLog();
    }
    const seen = { manual: 0, home: 0, stretches: 0 };
    const { events } = await expectPlaces(reporter.workspaceId, seen);
    expect(events.map(({ key, devSessionId }) => [key, devSessionId])).toEqual([[logged.key, id]]);
    await expectNoDrift();
  },
);

test("an upload while a session begins that was begun in the past, and the other way round", async () => {
  for (const isUploadFirst of [true, false]) {
    const reporter = aReporter({ now: startedAt + 60 * minute });
    const ctx = { ...reporter.ctx, env: stalled };
    await reporter.upload([run, first]);
    const begin = (one: OperationContext) =>
      startSession(one, { project, startedAt: iso(startedAt) });
    if (isUploadFirst) {
      await begin(interrupted(ctx, () => reporter.upload(late)));
    } else {
      reporter.ctx.db = interrupted(ctx, () => begin(ctx)).db;
      await reporter.upload(late);
    }
    const { sessions } = await expectPlaces(reporter.workspaceId, {
      manual: 0,
      home: 0,
      stretches: 0,
    });
    expect(sessions.find(({ origin }) => origin === "manual")?.events).toBe(3);
    await expectNoDrift();
  }
});
