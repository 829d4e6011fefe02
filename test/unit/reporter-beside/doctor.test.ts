import { appendFileSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { run as doctor } from "#reporter/commands/doctor.ts";
import { run as init } from "#reporter/commands/init.ts";
import { aClaudeSession } from "../reporter/support/claude-log.ts";
import { anIo } from "../reporter/support/command-io.ts";
import { aFakeServer } from "../reporter/support/fake-server.ts";
import { aMachine } from "../reporter/support/reporting-machine.ts";
import { runStint } from "../reporter/support/run-stint.ts";

const slow = 60_000;

async function examined(env: Record<string, string>) {
  const { code, out } = await runStint(["doctor", "--json"], env);
  const text = await runStint(["doctor"], env);
  return { code, found: JSON.parse(out), text: text.out };
}

test(
  "lines that were skipped are named by file and number, with the reason",
  { timeout: slow },
  async () => {
    const { env, claude } = aMachine(await aFakeServer());
    const { file, lines } = aClaudeSession(claude, 4);
    const bad = '{"usage": broken\n';
    writeFileSync(file, [lines[0], bad, lines[1], "garbage without interest\n", bad].join(""));
    const { found, text } = await examined(env);
    expect(found.skippedLines).toEqual([
      { path: file, count: 2, lines: [2, 5], why: expect.any(String) },
    ]);
    expect(text).toContain(`skipped 2 lines (line 2, 5) of ${file}: no JSON`);
  },
);

test("logs that are gone, replaced or links are told apart", { timeout: slow }, async () => {
  const { env, claude } = aMachine(await aFakeServer());
  const gone = aClaudeSession(claude, 2).file;
  const cut = aClaudeSession(claude, 3);
  const grown = aClaudeSession(claude, 1);
  const linked = aClaudeSession(claude, 1).file;
  await runStint(["sync"], env);
  rmSync(gone);
  writeFileSync(cut.file, cut.lines[2] ?? "");
  appendFileSync(grown.file, grown.lines[0] ?? "");
  const elsewhere = path.join(env["HOME"] ?? "", "moved.jsonl");
  renameSync(linked, elsewhere);
  symlinkSync(elsewhere, linked);
  const { found, text } = await examined(env);
  const states = found.oddLogs.map((log: { path: string; state: string }) => [log.path, log.state]);
  expect(states.toSorted()).toEqual(
    [
      [gone, "gone"],
      [cut.file, "replaced"],
      [linked, "link"],
    ].toSorted(),
  );
  expect(text).toContain(`gone since it was read: ${gone} (what it said counts on)`);
  expect(text).toContain(`${linked} leads to ${elsewhere}`);
});

test("what init set up is told, and a program that is gone since", { timeout: slow }, async () => {
  const { env, claude } = aMachine(await aFakeServer());
  aClaudeSession(claude, 1);
  const before = await examined(env);
  expect(before.code).toBe(0);
  expect(before.text).toContain("claude-code hooks: not set up");
  const io = anIo(env);
  io.program = { node: process.execPath, script: path.join(env["HOME"] ?? "", "stint/bin.js") };
  mkdirSync(path.dirname(io.program.script));
  writeFileSync(io.program.script, "");
  await init(["--no-login", "--yes"], io);
  const after = await examined(env);
  expect([after.code, after.found.problems]).toEqual([0, []]);
  expect(after.text).toContain("claude-code statusline: set up");
  expect(after.text).toContain("codex notify: set up");
  rmSync(io.program.script);
  const broken = await examined(env);
  expect(broken.code).toBe(1);
  expect(broken.found.problems.join()).toContain(`${io.program.script}, which is gone`);
});

test(
  "a clock, a token's scopes and the disk are told with what follows",
  { timeout: slow },
  async () => {
    const server = await aFakeServer();
    const { env, claude } = aMachine(server);
    aClaudeSession(claude, 1);
    const { found, text } = await examined(env);
    expect(text).toContain("the token may: ingest, read");
    expect(found.machine.freeBytes).toBeGreaterThan(0);
    server.clockOffsetMs = 2 * 3_600_000;
    const wrong = await examined(env);
    expect(wrong.code).toBe(1);
    expect(wrong.found.problems).toEqual([
      expect.stringMatching(/clock is 2 h behind the server's: .*NTP/),
    ]);
  },
);

test("a token that may not upload is a problem", async () => {
  const server = await aFakeServer();
  const { env, claude } = aMachine(server);
  aClaudeSession(claude, 1);
  const answer = await fetch(`${server.url}/api/me`, {
    headers: { Authorization: "Bearer stint_test" },
  });
  const me = JSON.parse(await answer.text());
  server.answer = ({ path: asked }) =>
    asked === "/api/me"
      ? { status: 200, body: { ...me, token: { ...me.token, scopes: ["read"] } } }
      : undefined;
  const io = anIo(env);
  expect(await doctor([], io)).toBe(1);
  expect(io.out()).toContain("The token may not upload");
});
