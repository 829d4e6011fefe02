import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import type { DeviceRequest, MachineToken } from "#contract/team.ts";
import {
  aClient,
  type AMember,
  aMember,
  aPerson,
  aWorkspace,
} from "#test/support/worker/people.ts";

const reporter = aClient();
const grantType = "urn:ietf:params:oauth:grant-type:device_code";

type Code = { device_code: string; user_code: string; verification_uri_complete: string };

/** What `stint login` does first. */
async function begin(scope = "ingest read machine:My%20laptop"): Promise<Code> {
  const asked = { client_id: "stint-cli", scope };
  return (await reporter.post("/api/auth/device/code", asked)).json();
}

/** What it asks every few seconds; the interval is skipped. */
async function poll({ device_code }: Code): Promise<{ access_token?: string; error?: string }> {
  await env.DB.prepare("UPDATE auth_device_code SET last_polled_at = NULL").run();
  const asked = { grant_type: grantType, device_code, client_id: "stint-cli" };
  return (await reporter.post("/api/auth/device/token", asked)).json();
}

const approve = (person: AMember, code: Code, workspace = person.workspace.slug) =>
  person.post("/api/device/approve", { userCode: code.user_code, workspace });

const exchange = (session: string, code: Code | undefined, scopes = ["ingest", "read"]) =>
  aClient({ Authorization: `Bearer ${session}` }).post("/api/machines/token", {
    machineKey: crypto.randomUUID(),
    name: "My laptop",
    platform: "linux",
    scopes,
    ...(code && { userCode: code.user_code }),
  });

test("a machine signs in through the browser", async () => {
  const member = await aMember("member");
  const code = await begin();
  expect(code.verification_uri_complete).toBe(`${env.APP_URL}/device?user_code=${code.user_code}`);
  expect(await poll(code)).toMatchObject({ error: "authorization_pending" });

  const typed = `${code.user_code.slice(0, 4)}-${code.user_code.slice(4)}`.toLowerCase();
  const shown = await member.get(`/api/device?userCode=${typed}`);
  expect(await shown.json<DeviceRequest>()).toMatchObject({
    userCode: code.user_code,
    machineName: "My laptop",
    scopes: ["ingest", "read"],
  });
  expect((await approve(member, code)).status).toBe(204);

  const { access_token: session = "" } = await poll(code);
  const made = await exchange(session, code);
  expect(made.status).toBe(201);
  const { token, workspace, machine } = await made.json<MachineToken>();
  expect(workspace.slug).toBe(member.workspace.slug);
  expect(machine).toMatchObject({ name: "My laptop", person: { id: member.id } });
  const connected = aClient({ Authorization: `Bearer ${token}` });
  expect((await connected.get("/api/machines")).status).toBe(200);

  // The session was good for this one exchange.
  expect((await exchange(session, code)).status).toBe(401);
});

test("the session of a device login opens nothing but the exchange", async () => {
  const owner = await aWorkspace();
  const code = await begin();
  await approve(owner, code);
  const { access_token: session = "" } = await poll(code);
  const machine = aClient({
    Authorization: `Bearer ${session}`,
    "X-Workspace": owner.workspace.slug,
  });
  expect((await machine.get("/api/me")).status).toBe(401);
  expect((await machine.get("/api/machines")).status).toBe(401);
  expect((await machine.post("/api/workspaces", { name: "Mine" })).status).toBe(401);

  // Neither a workspace of its own choice nor a scope that was not approved.
  expect((await exchange(session, undefined)).status).toBe(422);
  expect((await exchange(session, code, ["admin"])).status).toBe(403);
});

test("a denied code ends", async () => {
  const owner = await aWorkspace();
  const code = await begin();
  const denied = await owner.post("/api/device/deny", { userCode: code.user_code });
  expect(denied.status).toBe(204);
  expect(await poll(code)).toMatchObject({ error: "access_denied" });
});

test("a code is answered once", async () => {
  const owner = await aWorkspace();
  const code = await begin();
  expect((await approve(owner, code)).status).toBe(204);
  expect((await approve(owner, code)).status).toBe(404);
  expect((await approve(await aWorkspace(), code)).status).toBe(404);
});

test("looking at a code claims nothing", async () => {
  const code = await begin();
  const curious = await aWorkspace();
  expect((await curious.get(`/api/device?userCode=${code.user_code}`)).status).toBe(200);
  expect((await approve(await aWorkspace(), code)).status).toBe(204);
});

test("machines are let in by members at least, and into their own workspaces", async () => {
  const owner = await aWorkspace();
  const viewer = await aMember("viewer", owner);
  const code = await begin();
  expect((await approve(viewer, code)).status).toBe(403);
  const stranger = await aWorkspace();
  expect((await approve(stranger, code, owner.workspace.slug)).status).toBe(404);
  expect((await approve(owner, code)).status).toBe(204);
});

test("somebody else's approval is no use", async () => {
  const owner = await aWorkspace();
  const code = await begin();
  await approve(owner, code);

  const attacker = await aWorkspace();
  const own = await begin();
  await approve(attacker, own);
  const { access_token: session = "" } = await poll(own);
  expect((await exchange(session, code)).status).toBe(403);
});

test("approvals come from our own page", async () => {
  const owner = await aWorkspace();
  const code = await begin();
  const elsewhere = { ...owner, ...aClient({ ...owner.headers, Origin: "https://evil.example" }) };
  expect((await approve(elsewhere, code)).status).toBe(403);
  expect(await poll(code)).toMatchObject({ error: "authorization_pending" });
});

test("other clients and unknown codes get nothing", async () => {
  const refused = await reporter.post("/api/auth/device/code", { client_id: "other" });
  expect(await refused.json()).toMatchObject({ error: "invalid_client" });
  const person = await aPerson();
  expect((await person.get("/api/device?userCode=ZZZZZZZZ")).status).toBe(404);
});

test("a request shows only scopes that exist, and a name without tricks", async () => {
  const person = await aPerson();
  const name = encodeURIComponent("Evil\u202Egnp.exe\u0007");
  const code = await begin(`ingest everything root ingest machine:${name}`);
  const shown = await person.get(`/api/device?userCode=${code.user_code}`);
  expect(await shown.json()).toMatchObject({ scopes: ["ingest"], machineName: "Evilgnp.exe" });
});

test("guessing codes is limited", async () => {
  const person = await aPerson();
  const answers = [];
  for (let guess = 0; guess < 25; guess++) {
    answers.push((await person.get(`/api/device?userCode=ABCD${1000 + guess}`)).status);
  }
  expect(answers).toContain(429);
});
