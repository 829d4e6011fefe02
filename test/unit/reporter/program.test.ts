import { appendFileSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { aClaudeLine, aClaudePrompt, aClaudeSession } from "./support/claude-log.ts";
import { aFakeServer } from "./support/fake-server.ts";
import { aMachine, right } from "./support/reporting-machine.ts";
import { runStint, startStint, until } from "./support/run-stint.ts";

const slow = 60_000;

test("sync sends the logs once, and says so in one JSON document", { timeout: slow }, async () => {
  const server = await aFakeServer();
  const { env, claude } = aMachine(server);
  aClaudeSession(claude, 30);
  const first = await runStint(["sync", "--json"], env);
  expect(first).toMatchObject({ code: 0 });
  expect(JSON.parse(first.out)).toMatchObject({
    files: 1,
    rejected: [],
    held: [],
    skipped: { lines: 0, files: 0 },
  });
  expect(server.totals()).toEqual(right(30));
  const second = await runStint(["sync", "--json", "--progress", "json"], env);
  expect(JSON.parse(second.out)).toMatchObject({ sent: 0, requests: 0 });
  const progress = second.err
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(progress).toContainEqual(expect.objectContaining({ phase: "read" }));

  const again = await runStint(["sync", "--again"], env);
  expect(again).toMatchObject({ code: 0, out: expect.stringContaining("0 new ones") });
  expect(server.totals()).toEqual(right(30));
});

test(
  "watch sends what is there and what is appended, goes on after an outage, and ends with 0",
  { timeout: slow },
  async () => {
    const server = await aFakeServer();
    const { env, claude } = aMachine(server);
    const session = aClaudeSession(claude, 20);
    const running = startStint(["watch"], env);
    const stored = (count: number) =>
      until(
        () => server.usage.size === count,
        () => `${server.usage.size} stored\n${running.err()}`,
        20_000,
      );
    await stored(20);
    appendFileSync(session.file, aClaudeLine(session.id));
    await stored(21);

    expect(await runStint(["watch"], env)).toMatchObject({
      code: 1,
      err: expect.stringContaining(`already running (process ${running.child.pid})`),
    });

    await server.stop();
    appendFileSync(session.file, aClaudeLine(session.id) + aClaudeLine(session.id));
    await until(() => running.err().includes("Waiting"), running.err);
    await server.start();
    await stored(23);

    // A line that arrives in two pieces.
    const line = aClaudeLine(session.id);
    appendFileSync(session.file, line.slice(0, 300));
    await new Promise((resolve) => setTimeout(resolve, 150));
    appendFileSync(session.file, line.slice(300));
    await stored(24);

    appendFileSync(session.file, aClaudeLine(session.id));
    running.child.kill("SIGTERM");
    expect(await running.ended).toBe(0);
    expect(server.totals()).toEqual(right(25));
    expect(running.out()).toBe("");
  },
);

test(
  "content, paths and, if so chosen, branches never leave the machine",
  { timeout: slow },
  async () => {
    const server = await aFakeServer();
    const { env, claude, state } = aMachine(server);
    const secrets = { content: "CANARY-text-1", path: "CANARY-path-2", branch: "CANARY-branch-3" };
    const session = aClaudeSession(claude, 0);
    const log = Array.from(
      { length: 20 },
      () => aClaudePrompt(session.id, secrets) + aClaudeLine(session.id, secrets),
    );
    const title = JSON.stringify({ type: "summary", summary: "CANARY-title-4", leafUuid: "x" });
    writeFileSync(session.file, `${title}\n${log.join("")}{"broken": "CANARY-torn-5\n`);

    const dryRun = await runStint(["sync", "--dry-run", "--json", "--no-titles"], env);
    const printed = JSON.parse(dryRun.out);
    const synced = await runStint(["sync", "--no-titles"], env);
    expect([dryRun.code, synced.code]).toEqual([0, 0]);
    expect(server.totals().events).toBe(20);
    // A dry run shows the very bytes.
    expect(printed.requests).toEqual(server.uploads().map(({ body }) => JSON.parse(body)));

    const said = [
      synced.out,
      synced.err,
      dryRun.out,
      dryRun.err,
      ...server.requests.map(({ body }) => body),
    ];
    const outbox = path.join(state, "outbox");
    const noted = readdirSync(outbox).map((name) =>
      readFileSync(path.join(outbox, name), "latin1"),
    );
    for (const text of [...said, ...noted]) expect(text).not.toContain("CANARY");

    await runStint(["sync"], env);
    const sent = server.requests.map(({ body }) => body).join("\n");
    expect(sent).toContain("CANARY-branch-3");
    expect(sent).not.toMatch(/CANARY-(text|path|torn)/);
  },
);

test("doctor tells what is right and what is not", { timeout: slow }, async () => {
  const server = await aFakeServer();
  const { env, claude } = aMachine(server);
  aClaudeSession(claude, 3);
  const before = await runStint(["doctor", "--json"], env);
  expect(before.code).toBe(0);
  expect(JSON.parse(before.out)).toMatchObject({
    version: "0.1.0",
    server: { state: "known", workspace: "Acme", machine: "box" },
    outbox: { acknowledged: 0, lastUploadAt: null, rejected: [], held: [], watch: null },
    problems: [],
  });
  expect(JSON.parse(before.out).outbox.pending).toBeGreaterThanOrEqual(4);

  server.refusalOf = ({ type }) =>
    type === "usage" ? { code: "invalid_item", message: "no such model" } : undefined;
  expect(await runStint(["sync"], env)).toMatchObject({ code: 1 });
  server.clockOffsetMs = 3 * 3_600_000;
  const after = await runStint(["doctor"], env);
  expect(after.code).toBe(1);
  expect(after.out).toMatch(/refused 3: invalid_item: no such model/);
  expect(after.out).toMatch(/clock: 3 h behind/);
  expect(after.out).toMatch(/last upload: \d+ (m?s|min) ago/);

  server.acceptedToken = "other";
  expect(await runStint(["doctor"], env)).toMatchObject({ code: 3 });
  await server.stop();
  expect(await runStint(["doctor"], env)).toMatchObject({ code: 4 });
  expect(statSync(env["STINT_HOME"] ?? "").isDirectory()).toBe(true);
});
