import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { run as runLogin } from "#reporter/commands/login.ts";
import { run as runLogout } from "#reporter/commands/logout.ts";
import { run as runWhoami } from "#reporter/commands/whoami.ts";
import { readPoll } from "#reporter/config/device-flow.ts";
import { aFakeServer, type FakeServer, type Received, workspace } from "./support/fake-server.ts";
import { anIo } from "./support/command-io.ts";

const code = {
  device_code: "dev_1",
  user_code: "ABCDEFGH",
  verification_uri: "/device",
  verification_uri_complete: "/device?user_code=ABCDEFGH",
  interval: 0.01,
  expires_in: 5,
};
const machine = {
  id: "mac_1",
  name: "box",
  platform: "linux",
  reporterVersion: "0.1.0",
  person: { id: "per_1", name: "Ada" },
  scopes: ["ingest", "read", "plan"],
  createdAt: "2026-11-21T10:00:00Z",
  lastUsedAt: null,
  lastUploadAt: null,
  skippedLines: 0,
  skippedFiles: 0,
  revokedAt: null,
};

type Answer = { status: number; body: unknown };

/** A server with the device flow, whose polls answer in the given order. */
async function aServerThatAnswers(polls: Answer[]): Promise<FakeServer> {
  const server = await aFakeServer();
  const routes: Record<string, (request: Received) => Answer> = {
    "POST /api/auth/device/code": () => ({ status: 200, body: code }),
    "POST /api/auth/device/token": () => polls.shift() ?? { status: 500, body: {} },
    "POST /api/machines/token": () => ({
      status: 200,
      body: { token: "stint_test", machine, workspace },
    }),
    "DELETE /api/machines/mac_1": () => ({ status: 204, body: "" }),
  };
  server.answer = (request) => routes[`${request.method} ${request.path}`]?.(request);
  return server;
}

const pending = { status: 400, body: { error: "authorization_pending" } };
const approved = { status: 200, body: { access_token: "session_1", token_type: "Bearer" } };

test("login asks for a code, waits for the approval, and keeps only the machine's token", async () => {
  const server = await aServerThatAnswers([
    pending,
    { status: 502, body: "<html>" },
    pending,
    approved,
  ]);
  server.answer = ((answer) => (request: Received) => {
    // A bad gateway asks for five more seconds; not in a test.
    const found = answer(request);
    return found?.status === 502 ? pending : found;
  })(server.answer);
  const io = anIo();
  expect(await runLogin(["--url", server.url, "--no-titles"], io)).toBe(0);

  expect(io.err()).toContain("ABCD-EFGH");
  expect(io.err()).toContain(`${server.url}/device?user_code=ABCDEFGH`);
  expect(io.out()).toContain("connected to Acme as Ada");
  const asked = (place: string) =>
    JSON.parse(server.requests.find(({ path: found }) => found === place)?.body ?? "{}");
  expect(asked("/api/auth/device/code")).toEqual({
    client_id: "stint-cli",
    scope: "ingest read plan machine:box",
  });
  expect(asked("/api/machines/token")).toMatchObject({
    name: "box",
    platform: "linux",
    scopes: ["ingest", "read", "plan"],
    userCode: "ABCDEFGH",
  });
  const folder = io.env["STINT_HOME"] ?? "";
  const stored = readFileSync(path.join(folder, "credentials.json"), "utf8");
  expect(JSON.parse(stored)).toMatchObject({ url: server.url, token: "stint_test" });
  expect(stored).not.toContain("session_1");
  expect(readFileSync(path.join(folder, "config.json"), "utf8")).toContain('"titles": false');

  expect(await runWhoami([], io)).toBe(0);
  expect(io.out()).toContain("Ada <ada@example.com>");
  expect(await runLogout([], io)).toBe(0);
  expect(server.requests.at(-1)).toMatchObject({ method: "DELETE", token: "stint_test" });
  expect(existsSync(path.join(folder, "credentials.json"))).toBe(false);
  await expect(runWhoami([], io)).rejects.toMatchObject({ exitCode: 3 });
});

test("logging out of a server that is away forgets the token and says that it still works", async () => {
  const server = await aServerThatAnswers([approved]);
  const io = anIo();
  await runLogin(["--url", server.url, "--json"], io);
  await server.stop();
  expect(await runLogout([], io)).toBe(0);
  expect(io.out()).toContain("not revoked");
});

test("logging out where a copied folder brought another machine's login leaves that one its token", async () => {
  const server = await aServerThatAnswers([approved]);
  const io = anIo();
  await runLogin(["--url", server.url], io);
  const asked = server.requests.length;
  expect(await runLogout([], { ...io, hostId: () => "copy" })).toBe(0);
  expect(io.out()).toContain("another machine's");
  expect(server.requests).toHaveLength(asked);
  await expect(runWhoami([], io)).rejects.toMatchObject({ exitCode: 3 });
});

test.each([
  { given: "denied", poll: { status: 400, body: { error: "access_denied" } }, says: /denied/ },
  { given: "expired", poll: { status: 400, body: { error: "expired_token" } }, says: /expired/ },
  { given: "unknown", poll: { status: 400, body: { error: "invalid_grant" } }, says: /refused/ },
])("a code that is $given ends the login", async ({ poll, says }) => {
  const server = await aServerThatAnswers([pending, poll]);
  const io = anIo();
  await expect(runLogin(["--url", server.url], io)).rejects.toThrow(says);
  expect(existsSync(path.join(io.env["STINT_HOME"] ?? "", "credentials.json"))).toBe(false);
});

test("stopping while waiting ends the login", async () => {
  const server = await aServerThatAnswers(Array.from({ length: 500 }, () => pending));
  const io = anIo();
  const login = runLogin(["--url", server.url], io);
  setTimeout(io.stop, 100);
  await expect(login).rejects.toThrow(/Stopped/);
});

test("a server that is away, and one that is none", async () => {
  const away = anIo();
  await expect(runLogin(["--url", "http://127.0.0.1:9"], away)).rejects.toMatchObject({
    exitCode: 4,
  });
  const other = await aFakeServer();
  await expect(runLogin(["--url", other.url], anIo())).rejects.toMatchObject({ exitCode: 1 });
});

test.each([
  { status: 400, body: { error: "slow_down" }, waitMs: 10_000 },
  { status: 429, body: {}, waitMs: 10_000 },
  { status: 400, body: { code: "AUTHORIZATION_PENDING" }, waitMs: 5_000 },
])("an answer of $status $body is polled again after $waitMs ms", ({ status, body, waitMs }) => {
  const answer = { status, headers: new Headers(), text: JSON.stringify(body) };
  expect(readPoll(answer, 5_000)).toEqual({ type: "pending", waitMs });
});
