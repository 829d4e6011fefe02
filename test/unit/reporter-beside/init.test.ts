import { expect, test } from "vitest";
import { run as init } from "#reporter/commands/init.ts";
import { aClaudeSession } from "../reporter/support/claude-log.ts";
import { anIo } from "../reporter/support/command-io.ts";
import { aFakeServer } from "../reporter/support/fake-server.ts";
import { aMachine } from "../reporter/support/reporting-machine.ts";

test("it says what is there, sends what is past, and where the dashboard is", async () => {
  const server = await aFakeServer();
  const { env, claude } = aMachine(server);
  aClaudeSession(claude, 3);
  const io = anIo(env);
  expect(await init(["--no-hooks", "--no-statusline"], io)).toBe(0);
  expect(io.out()).toContain(`Signed in at ${server.url} as Ada.\n`);
  expect(io.out()).toMatch(/Found:\n {2}claude-code {2}1 log, \d\.\d kB {2}/);
  expect(io.out()).toMatch(/Sent \d+ items/);
  expect(io.out()).toContain(`Your dashboard: ${server.url}/w/acme\n`);
  expect(server.totals().events).toBe(3);
  // Without a stored login there is nothing that a service could run with.
  expect(io.out()).not.toContain("stint-watch.service");
  expect(await init(["--no-hooks", "--no-statusline"], io)).toBe(0);
  expect(server.totals().events).toBe(3);
});

test("a server that is away is told, and the rest is set up all the same", async () => {
  const server = await aFakeServer();
  const { env, claude } = aMachine(server);
  aClaudeSession(claude, 1);
  server.faultOf = () => ({ type: "status", status: 400 });
  const io = anIo(env);
  expect(await init(["--yes", "--no-service"], io)).toBe(1);
  expect(io.err()).toContain("Not all was sent");
  expect(io.out()).toContain("Written: ");
});
