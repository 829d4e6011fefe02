import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { type SessionReport, sessionReport } from "#contract/reports.ts";
import { aRunItem, aUsageItem } from "#test/support/items.ts";
import { aLiveSession } from "#test/support/worker/a-live-session.ts";
import { aReporter } from "#test/support/worker/a-reporter.ts";
import { aMember, type ApiClient, aWorkspace } from "#test/support/worker/people.ts";
import { readLedger } from "#test/support/worker/read-ledger.ts";
import { openDatabase } from "#worker/db/client.ts";
import { sessionReport as kept } from "#worker/db/report-schema.ts";
import { defaultVibeRates } from "#contract/vibe-rule.ts";

const started = Date.UTC(2026, 5, 1, 10);

/** A session that is over, with a sub-agent and two models, one of which has no price. */
async function aPastSession(title = "Mend the build") {
  const owner = await aWorkspace();
  const workspaceId = owner.workspace.id;
  const reporter = aReporter({ workspaceId });
  const run = aRunItem({ startedAt: started, title });
  const helper = aRunItem({
    rootRunId: run.runId,
    parentRunId: run.runId,
    agentType: "explorer",
    startedAt: started + 60_000,
  });
  const usage = (runId: string, model: string, minutes: number) =>
    aUsageItem({ runId, model, occurredAt: started + minutes * 60_000, output: 100 * minutes });
  await reporter.upload([
    run,
    helper,
    usage(run.runId, "claude-opus-4-6", 1),
    usage(helper.runId, "claude-haiku-4-5", 2),
    usage(helper.runId, "our-model", 4),
  ]);
  const [session] = (await readLedger(workspaceId)).sessions;
  if (!session) throw new Error("An event begins a session.");
  const path = `/api/dev-sessions/${session.id}/report`;
  return {
    owner,
    workspaceId,
    reporter,
    session,
    path,
    goOn: () => reporter.upload([usage(run.runId, "claude-opus-4-6", 9)]),
  };
}

const reportAt = async (client: ApiClient, path: string): Promise<SessionReport> =>
  sessionReport.parse(await (await client.get(path)).json());
const markdownAt = (client: ApiClient, path: string) =>
  client.get(path, { headers: { Accept: "text/markdown" } });

const keptOf = (workspaceId: string) =>
  openDatabase(env).select().from(kept).where(eq(kept.workspaceId, workspaceId));

test("a report holds what the session came to, and null for what nobody knows", async () => {
  const { owner, path, session } = await aPastSession();
  const report = await reportAt(owner, path);
  expect(report).toMatchObject({
    sessionId: session.id,
    title: "Mend the build",
    status: "completed",
    durationMs: 3 * 60_000,
    activeMs: 3 * 60_000,
    revision: session.revision,
    metrics: {
      filesChanged: null,
      commits: null,
      events: 3,
      unpricedEvents: 1,
      costNanoUsd: session.costNanoUsd,
      estimateVibe: null,
    },
    gitCommits: null,
    tasksCompleted: null,
  });
  expect(report.byModel.map(({ model }) => model)).toEqual([
    "claude-opus-4-6",
    "claude-haiku-4-5",
    "our-model",
  ]);
  expect(report.byModel[2]).toMatchObject({ costNanoUsd: null, costUsd: null, vibe: null });
  expect(report.byRun.map(({ name, events }) => [name, events])).toEqual([
    ["Mend the build", 1],
    ["explorer", 2],
  ]);
});

test("Accept says in which form", async () => {
  const { owner, path } = await aPastSession();
  const markdown = await markdownAt(owner, path);
  expect(markdown.headers.get("Content-Type")).toBe("text/markdown; charset=utf-8");
  expect(markdown.headers.get("Vary")).toContain("Accept");
  expect(await markdown.text()).toMatch(/^# Mend the build\n\n- Date: 1 Jun 2026 10:01 to /);
  const json = await owner.get(path, { headers: { Accept: "text/html,*/*;q=0.8" } });
  expect(json.headers.get("Content-Type")).toMatch(/^application\/json/);
});

test("it is kept, made anew when asked for, and by itself where the session went on", async () => {
  const { owner, path, workspaceId, goOn } = await aPastSession();
  const first = await reportAt(owner, path);
  expect(await reportAt(owner, path)).toEqual(first);
  expect(await keptOf(workspaceId)).toMatchObject([{ revision: first.revision }]);

  const asked = await owner.post(path);
  const again = sessionReport.parse(await asked.json());
  expect(Date.parse(again.generatedAt)).toBeGreaterThan(Date.parse(first.generatedAt));
  expect({ ...again, generatedAt: "" }).toEqual({ ...first, generatedAt: "" });
  expect(await reportAt(owner, path)).toEqual(again);

  await goOn();
  const later = await reportAt(owner, path);
  expect(later.revision).toBeGreaterThan(first.revision);
  expect(later.metrics.events).toBe(4);
  expect(await keptOf(workspaceId)).toMatchObject([{ revision: later.revision }]);
});

test("a report follows the worth of a VIBE, an estimate and the time zone", async () => {
  const { owner, path, session } = await aPastSession();
  const { metrics } = await reportAt(owner, path);
  const rates = { ...defaultVibeRates, usdPerVibe: 0.0005 };
  await owner.put("/api/vibe/rates", { revision: 0, rates });
  const dearer = (await reportAt(owner, path)).metrics;
  expect(Number(dearer.vibe)).toBeCloseTo(2 * Number(metrics.vibe), 9);
  await owner.put(`/api/dev-sessions/${session.id}/estimate`, { estimateVibe: 500 });
  expect((await reportAt(owner, path)).metrics.estimateVibe).toBe(500);
  await owner.patch(`/api/workspaces/${owner.workspace.slug}`, { timezone: "Asia/Tokyo" });
  expect(await (await markdownAt(owner, path)).text()).toContain("1 Jun 2026 19:01");
});

test("completing makes it, once", async () => {
  const beganAt = Date.now() - 45 * 60_000;
  const { owner, workspaceId, sessionId, object } = await aLiveSession(beganAt);
  const path = `/api/dev-sessions/${sessionId}/report`;
  // Of one that goes on there is a report, and nothing is kept.
  expect(await reportAt(owner, path)).toMatchObject({ status: "active", endedAt: null });
  expect(await keptOf(workspaceId)).toEqual([]);

  await runDurableObjectAlarm(object);
  const [made, ...others] = await keptOf(workspaceId);
  expect(others).toEqual([]);
  expect(made?.report).toMatchObject({ status: "completed" });
  await runInDurableObject(object, (instance) => instance.alarm());
  expect(await keptOf(workspaceId)).toEqual([made]);
  expect(await reportAt(owner, path)).toEqual(made?.report);
});

test("a title cannot be more than a title", async () => {
  const title = "<img src=x onerror=alert(1)> | **x** [y](javascript:alert(1))\n# z";
  const { owner, path } = await aPastSession(title);
  const [first = "", second] = (await (await markdownAt(owner, path)).text()).split("\n");
  expect(first).toMatch(/^# \\<img src\\=x onerror\\=alert\(1\)\\> \\\| \\\*\\\*x/);
  expect(second).toBe("");
  expect((await reportAt(owner, path)).title).toContain("<img src=x");
});

test("a viewer reads a report and may not have it made anew", async () => {
  const { owner, path } = await aPastSession();
  const viewer = await aMember("viewer", owner);
  expect((await viewer.get(path)).status).toBe(200);
  expect((await viewer.post(path)).status).toBe(403);
});
