import { expect, test } from "vitest";
import type { SessionDetail } from "#contract/sessions.ts";
import { aGitItem, aRunItem, aUsageItem } from "#test/support/items.ts";
import { aReporter } from "#test/support/worker/a-reporter.ts";
import { type AMember, aWorkspace } from "#test/support/worker/people.ts";
import { sessionIdOf } from "#worker/domain/stable-ids.ts";

const run = aRunItem({ runId: "run", startedAt: 1_000 });
const event = aUsageItem({ runId: "run" });
const first = aGitItem({ runId: "run", observedAt: 10_000 });
const later = aGitItem({
  runId: "run",
  observedAt: 20_000,
  branch: "feature/later",
  commitCount: 0,
  commits: [],
  uncommitted: null,
});

async function aSession() {
  const owner = await aWorkspace();
  const reporter = aReporter({ workspaceId: owner.workspace.id });
  await reporter.upload([run, event]);
  reporter.rows.written = 0;
  return { owner, reporter, read: () => readGit(owner) };
}

async function readGit({ get, workspace }: AMember) {
  const id = sessionIdOf(workspace.id, "claude-code", "run");
  const response = await get(`/api/dev-sessions/${id}`);
  expect(response.status).toBe(200);
  return (await response.json<SessionDetail>()).git;
}

test("a session shows what its run did, whole", async () => {
  const { reporter, read } = await aSession();
  expect(await read()).toEqual([]);
  expect(await reporter.upload([first])).toMatchObject({ accepted: 1, rejected: [] });
  const { type: _, runtime: __, runId: ___, commits, observedAt, ...facts } = first;
  expect(await read()).toEqual([
    {
      ...facts,
      diffOf: "range",
      observedAt: new Date(observedAt).toISOString(),
      commits: commits.map((one) => ({ ...one, at: new Date(one.at).toISOString() })),
    },
  ]);
});

test("of two observations the later one counts, whichever comes first; a repeat writes nothing", async () => {
  for (const order of [
    [first, later],
    [later, first],
  ]) {
    const { reporter, read } = await aSession();
    for (const item of order) await reporter.upload([item]);
    expect(await read()).toMatchObject([{ branch: "feature/later", commitCount: 0 }]);
    reporter.rows.written = 0;
    expect(await reporter.upload([run, ...order])).toMatchObject({ accepted: 0, duplicates: 3 });
    expect(reporter.rows.written).toBe(0);
  }
});

test("an observation costs its row and the session's, which has news then", async () => {
  const { reporter } = await aSession();
  await reporter.upload([first]);
  expect(reporter.rows.written).toBe(2);
});

test("two observations of one moment come to the same in any order", async () => {
  const others = [first, { ...first, branch: "other" }, { ...first, endCommit: "d".repeat(40) }];
  const results = [];
  for (const order of [others, others.toReversed()]) {
    const { reporter, read } = await aSession();
    for (const item of order) await reporter.upload([item]);
    results.push(await read());
  }
  expect(results[1]).toEqual(results[0]);
});

test("links of all observations are kept", async () => {
  const links = [1, 2].map((nth) => `https://github.com/acme/api/pull/${nth}`);
  const { reporter, read } = await aSession();
  await reporter.upload([{ ...later, links: [links[1]] }]);
  expect(await reporter.upload([{ ...first, links: [links[0]] }])).toMatchObject({ accepted: 1 });
  expect(await read()).toMatchObject([{ branch: "feature/later", links }]);
});

test("each repository of a session is one; sub-agents' commits are not counted twice", async () => {
  const { reporter, read } = await aSession();
  const agent = aRunItem({
    runId: "agent",
    rootRunId: "run",
    parentRunId: "run",
    startedAt: 5_000,
  });
  const ofAgent = aGitItem({
    ...first,
    runId: "agent",
    observedAt: 8_000,
    endCommit: "b".repeat(40),
    commitCount: 1,
    commits: first.commits.slice(1),
  });
  const elsewhere = aGitItem({ ...ofAgent, repository: "folder/web", observedAt: 30_000 });
  await reporter.upload([agent, first, ofAgent, elsewhere]);
  expect(await read()).toMatchObject([
    { repository: "folder/web", commitCount: 1 },
    { repository: "github.com/acme/api", commitCount: 2, diff: first.diff, diffOf: "range" },
  ]);
});

test("nobody else sees it, and a run of another workspace is none", async () => {
  const { owner, reporter } = await aSession();
  await reporter.upload([first]);
  const stranger = await aWorkspace();
  const id = sessionIdOf(owner.workspace.id, "claude-code", "run");
  expect((await stranger.get(`/api/dev-sessions/${id}`)).status).toBe(404);
  const other = aReporter({ workspaceId: stranger.workspace.id });
  expect(await other.upload([first])).toMatchObject({ rejected: [{ code: "unknown_run" }] });
  await other.upload([run, event, { ...later, branch: "theirs" }]);
  expect(await readGit(owner)).toMatchObject([{ branch: "feature/git" }]);
});

test.each([
  { links: ["https://ada:secret@github.com/acme/api/pull/1"] },
  { links: ["https://github.com/acme/api/pull/1?token=secret"] },
  { links: ["file:///home/ada/pull/1"] },
  { commitCount: -1 },
  { endCommit: "HEAD" },
  { commits: Array.from({ length: 201 }, () => first.commits[0]) },
  { history: "fine" },
])("refuses %o alone", async (bad) => {
  const { reporter } = await aSession();
  const receipt = await reporter.upload([{ ...first, ...bad }, later]);
  expect(receipt).toMatchObject({ accepted: 1, rejected: [{ index: 0, code: "invalid_item" }] });
});
