import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { expect, test, vi } from "vitest";
import type { SessionMessage, WorkspaceMessage } from "#contract/live.ts";
import { type SessionReport, sessionReport } from "#contract/reports.ts";
import type { SessionDetail, SessionPage } from "#contract/sessions.ts";
import { aGitItem, aRunItem, aUsageItem } from "#test/support/items.ts";
import {
  aWorkspaceThatWorked,
  iso,
  ok,
  path,
  refused,
  run,
} from "#test/support/worker/lived-session.ts";
import { aMember, aWorkspace } from "#test/support/worker/people.ts";
import { overviewOf, watch } from "#test/support/worker/watch.ts";
import { openDatabase } from "#worker/db/client.ts";
import { sessionReport as kept } from "#worker/db/report-schema.ts";

/* What people do with sessions stands in the report and on every open page. */

const { made, home, start } = aWorkspaceThatWorked();

const notes = { summary: "By code", keyChanges: ["Codes by mail"], nextSteps: ["Limits"] };
const link = { taskKey: "ACME-12", relationship: "completed" };
const reportOf = (id: string) => ok<SessionReport>(made.owner.get(path(id, "report")));
const revisionOf = async (id: string) => (await ok(made.owner.get(path(id)))).revision;

async function keptReport(id: string) {
  const [row] = await openDatabase(env).select().from(kept).where(eq(kept.devSessionId, id));
  return row && sessionReport.parse(row.report);
}

test("completing makes the report, with what was written and linked", async () => {
  const { id } = await start({ startedAt: iso(10) });
  await ok(made.owner.post(path(id, "link-task"), link));
  await ok(made.owner.post(path(id, "link-task"), { taskKey: "ACME-9", relationship: "blocked" }));
  const { revision } = await ok(made.owner.post(path(id, "complete"), notes));
  const report = await vi.waitFor(async () => {
    const found = await keptReport(id);
    expect(found).toBeDefined();
    return found;
  });
  expect(report).toMatchObject({
    ...notes,
    status: "completed",
    revision,
    tasksCompleted: [{ key: "ACME-12", name: null }],
    metrics: { events: 10 },
  });
  const { generatedAt } = await reportOf(id);
  expect(generatedAt).toBe(report?.generatedAt);
});

test("a report follows what is written and linked afterwards", async () => {
  const { id } = await start({ startedAt: iso(10) });
  await ok(made.owner.post(path(id, "complete"), {}));
  expect(await reportOf(id)).toMatchObject({
    summary: null,
    keyChanges: null,
    nextSteps: null,
    tasksCompleted: null,
  });
  await ok(made.owner.patch(path(id), notes));
  expect(await reportOf(id)).toMatchObject(notes);
  await ok(made.owner.patch(path(id), { title: "Codes" }));
  expect(await reportOf(id)).toMatchObject({ ...notes, title: "Codes" });
  await ok(made.owner.post(path(id, "link-task"), link));
  expect((await reportOf(id)).tasksCompleted).toMatchObject([{ key: "ACME-12" }]);
  await ok(made.owner.delete(`${path(id, "link-task")}?${new URLSearchParams(link)}`));
  expect((await reportOf(id)).tasksCompleted).toBeNull();
});

test("a report follows what its runs are called by", async () => {
  const { id } = await start({ startedAt: iso(10) });
  await ok(made.owner.post(path(id, "complete"), {}));
  const named = async () => (await reportOf(id)).byRun.map(({ name }) => name);
  expect(await named()).toContain("Sign-in");
  await made.reporter.upload([{ ...run, title: "Sign-in by code" }]);
  expect(await named()).toContain("Sign-in by code");
  const revision = await revisionOf(id);
  await made.reporter.upload([{ ...run, title: "Sign-in by code" }]);
  expect(await revisionOf(id)).toBe(revision);
});

test("a report follows what git says of its runs, and each commit is one session's", async () => {
  const { id } = await start({ startedAt: iso(10) });
  await ok(made.owner.post(path(id, "complete"), {}));
  expect((await reportOf(id)).metrics.commits).toBeNull();
  const item = aGitItem({ runId: "root" });
  const [second, first] = item.commits.map((commit, at) => ({
    ...commit,
    at: Date.parse(iso(at === 0 ? 12 : 2)),
  }));
  const commits = [second, first].filter((one) => one !== undefined);
  await made.reporter.upload([{ ...item, commits, observedAt: Date.parse(iso(13)) }]);
  expect(await reportOf(id)).toMatchObject({
    metrics: { commits: 1, linesAdded: 10 },
    gitCommits: [{ subject: "Second" }],
  });
  expect(await reportOf(home())).toMatchObject({
    metrics: { commits: 1, linesAdded: 10 },
    gitCommits: [{ subject: "First" }],
  });
  const other = await start({ project: null });
  expect((await reportOf(other.id)).gitCommits).toBeNull();
});

test("what changes nothing raises nothing", async () => {
  const { id } = await start({ startedAt: iso(10) });
  const first = { ...notes, title: "Codes", type: "research" };
  await ok(made.owner.patch(path(id), first));
  await ok(made.owner.post(path(id, "link-task"), link));
  await ok(made.owner.post(path(id, "complete"), notes));
  const revision = await revisionOf(id);
  await ok(made.owner.patch(path(id), first));
  await ok(made.owner.post(path(id, "link-task"), link));
  await ok(made.owner.post(path(id, "complete"), notes));
  const other = new URLSearchParams({ ...link, relationship: "blocked" });
  await ok(made.owner.delete(`${path(id, "link-task")}?${other}`));
  expect(await revisionOf(id)).toBe(revision);
});

test("open pages see a start, a pause, a new name and an end", async () => {
  const overview = await watch<WorkspaceMessage>(made.owner, overviewOf(made.owner));
  const [before] = await overview.sent();
  let last = before?.revision ?? 0;
  const sessions = async (wanted: (one: WorkspaceMessage) => boolean) => {
    const asked = Date.now();
    const message = await overview.until((one) => one.revision > last && wanted(one));
    expect(Date.now() - asked).toBeLessThan(3_000);
    last = message.revision;
    return message.sessionsRevision;
  };
  const { id } = await start();
  const page = await watch<SessionMessage>(
    made.owner,
    `${path(id, "live")}?workspace=${made.owner.workspace.slug}`,
  );
  const mine = ({ active }: WorkspaceMessage) => active.find((one) => one.id === id);
  const begun = await sessions((one) => mine(one)?.status === "active");
  expect(begun).toBeGreaterThan(before?.sessionsRevision ?? Infinity);

  await ok(made.owner.post(path(id, "pause")));
  await page.until(({ session }) => session.status === "paused" && session.runningSince === null);
  const paused = await sessions((one) => mine(one)?.status === "paused");
  expect(paused).toBeGreaterThan(begun);

  await ok(made.owner.patch(path(id), { title: "Codes" }));
  await page.until(({ session }) => session.title === "Codes");
  await sessions((one) => mine(one)?.title === "Codes");

  await ok(made.owner.post(path(id, "complete"), {}));
  await page.until(({ session }) => session.status === "completed");
  const ended = await sessions((one) => mine(one) === undefined);

  // Of a session that is over, too: the lists show it.
  await ok(made.owner.patch(path(home()), { title: "Another" }));
  await sessions((one) => one.sessionsRevision > ended);
});

test("an upload alone lets no list be fetched at once", async () => {
  const overview = await watch<WorkspaceMessage>(made.owner, overviewOf(made.owner));
  const [before] = await overview.sent();
  await made.reporter.upload([aUsageItem({ runId: "root", occurredAt: Date.now() })]);
  const after = await overview.until(
    (one) => one.today.totals.events > (before?.today.totals.events ?? 0),
  );
  expect(after.sessionsRevision).toBe(before?.sessionsRevision);
});

test("a session begins in a project that nobody had told of, and its first upload meets it there", async () => {
  const project = { key: "github.com/acme/new", name: "new" };
  const clientId = crypto.randomUUID();
  const [first, second] = await Promise.all([
    start({ project, clientId }),
    start({ project, clientId }),
  ]);
  expect(first).toMatchObject({ project: { name: "new", slug: "new" } });
  expect(second.id).toBe(first.id);
  const there = aRunItem({ runId: "there", project });
  await made.reporter.upload([there, aUsageItem({ runId: "there", occurredAt: Date.now() + 50 })]);
  expect((await ok(made.owner.get(path(first.id)))).totals.events).toBe(1);
  // Of another key and the same name; and the first one by its key alone.
  const namesake = await start({ project: { key: "folder/new", name: "new" } });
  expect(namesake.project?.slug).not.toBe("new");
  expect(
    await refused(made.owner.post("/api/dev-sessions/start", { project: project.key })),
  ).toMatchObject({
    code: "session_open",
    session: { id: first.id },
  });
});

test("two that tell of namesakes at once have a project each", async () => {
  const begun = await Promise.all(
    ["github.com/a/twin", "github.com/b/twin", "github.com/c/twin"].map((key) =>
      start({ project: { key, name: "twin" } }),
    ),
  );
  expect(new Set(begun.map(({ project }) => project?.slug)).size).toBe(3);
});

test("a run of another session's is not split off, and what is left is an empty session", async () => {
  const { id } = await start({ startedAt: iso(0) });
  expect(
    await refused(made.owner.post(path(id, "split"), { runtime: "codex", runId: "root" })),
  ).toMatchObject({ status: 404 });
  const left = await ok(
    made.owner.post(path(id, "split"), { runtime: "claude-code", runId: "root" }),
  );
  expect(left).toMatchObject({ status: "active", byRun: [], totals: { events: 0 }, durationMs: 0 });
  const listed = await ok<SessionPage>(made.owner.get("/api/dev-sessions"));
  expect(listed.items.map((one) => one.id)).toEqual(expect.arrayContaining([id, home()]));
  expect((await reportOf(id)).metrics.events).toBe(0);
});

test("viewers change nothing, and other workspaces see nothing", async () => {
  const { id } = await start();
  const viewer = await aMember("viewer", made.owner);
  const stranger = await aWorkspace();
  const asked = ["pause", "resume", "complete", "cancel", "split", "link-task"].map((verb) => ({
    verb,
    body: { ...link, runtime: "claude-code", runId: "root" },
  }));
  for (const { verb, body } of asked) {
    expect((await viewer.post(path(id, verb), body)).status, verb).toBe(403);
    expect((await stranger.post(path(id, verb), body)).status, verb).toBe(404);
  }
  expect((await viewer.post("/api/dev-sessions/start", { project: null })).status).toBe(403);
  expect((await stranger.patch(path(id), { title: "Mine" })).status).toBe(404);
  const projectId = (await ok<SessionDetail>(made.owner.get(path(id)))).project?.id;
  expect((await stranger.post("/api/dev-sessions/start", { project: projectId })).status).toBe(404);
  expect(await ok(made.owner.get(path(id)))).toMatchObject({ status: "active", tasks: [] });
});
