import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import type { MachineList, MachineToken } from "#contract/team.ts";
import { aDeployment } from "#test/support/worker/deployment.ts";
import { aClient, aMachine, aMember, aWorkspace } from "#test/support/worker/people.ts";

const input = (machineKey: string) => ({
  machineKey,
  name: "My laptop",
  platform: "linux",
  reporterVersion: "0.1.0",
  scopes: ["ingest", "read"],
});

const bearer = (token: string) => aClient({ Authorization: `Bearer ${token}` });
const machinesOf = async (client: { get: (path: string) => Promise<Response> }) =>
  (await (await client.get("/api/machines")).json<MachineList>()).items;

test("a token is shown once and kept as a hash", async () => {
  const owner = await aWorkspace();
  const { token, machine } = await aMachine(["read"], owner);
  expect(token).toMatch(/^stint_[\w-]{43}$/);

  const { results } = await env.DB.prepare("SELECT * FROM api_token").all();
  expect(JSON.stringify(results)).toContain(machine.id);
  expect(JSON.stringify(results)).not.toContain(token.slice(6));
  expect(JSON.stringify(await machinesOf(owner))).not.toContain(token.slice(6));
});

test("the same installation stays the same machine, and its new token ends the old one", async () => {
  const owner = await aWorkspace();
  const key = crypto.randomUUID();
  const connect = async (): Promise<MachineToken> =>
    (await owner.post("/api/machines/token", input(key))).json();
  const first = await connect();
  const second = await connect();

  expect(second.machine.id).toBe(first.machine.id);
  expect((await bearer(first.token).get("/api/me")).status).toBe(401);
  expect((await bearer(second.token).get("/api/me")).status).toBe(200);
  expect(await machinesOf(owner)).toMatchObject([
    { name: "My laptop", reporterVersion: "0.1.0", scopes: ["ingest", "read"], revokedAt: null },
  ]);
});

test("a token says whose it is and sees its own workspace alone", async () => {
  const owner = await aWorkspace();
  await owner.post("/api/workspaces", { name: "Another" });
  const machine = await aMachine(["read"], owner);
  expect(await (await machine.get("/api/me")).json()).toMatchObject({
    person: { id: owner.id },
    workspaces: [{ slug: owner.workspace.slug }],
    token: { machineId: machine.machine.id, machineName: "A laptop", scopes: ["read"] },
  });
});

test("a token decides where a cookie is there too", async () => {
  const owner = await aWorkspace();
  const other = await aMachine(["read"]);
  const both = aClient({ ...owner.headers, ...other.headers });
  expect(await (await both.get("/api/me")).json()).toMatchObject({
    person: { id: other.owner.id },
    token: { scopes: ["read"] },
  });
  const revoked = aClient({ ...owner.headers, Authorization: "Bearer stint_wrong" });
  expect((await revoked.get("/api/me")).status).toBe(401);
});

test("a token needs no origin", async () => {
  const machine = await aMachine(["admin"]);
  const path = `/api/workspaces/${machine.workspace.slug}`;
  expect((await machine.patch(path, { name: "By a script" })).status).toBe(200);
});

test("revoking works at once", async () => {
  const owner = await aWorkspace();
  const machine = await aMachine(["read"], owner);
  expect((await machine.get("/api/me")).status).toBe(200);
  expect((await owner.delete(`/api/machines/${machine.machine.id}`)).status).toBe(204);
  expect((await machine.get("/api/me")).status).toBe(401);
  expect(await machinesOf(owner)).toMatchObject([{ revokedAt: expect.any(String), scopes: [] }]);
  expect((await owner.delete(`/api/machines/${machine.machine.id}`)).status).toBe(204);
});

test("a machine signs itself out, and no other one", async () => {
  const owner = await aWorkspace();
  const one = await aMachine(["ingest"], owner);
  const two = await aMachine(["ingest"], owner);
  expect((await one.delete(`/api/machines/${two.machine.id}`)).status).toBe(404);
  expect((await one.delete(`/api/machines/${one.machine.id}`)).status).toBe(204);
  expect((await one.get("/api/me")).status).toBe(401);
  expect((await two.get("/api/me")).status).toBe(200);
});

test("members see and revoke their own machines, admins everybody's, viewers have none", async () => {
  const owner = await aWorkspace();
  const admin = await aMember("admin", owner);
  const member = await aMember("member", owner);
  const viewer = await aMember("viewer", owner);
  const own = await aMachine(["ingest"], member);
  const others = await aMachine(["ingest"], owner);

  expect((await machinesOf(member)).map(({ id }) => id)).toEqual([own.machine.id]);
  expect(await machinesOf(admin)).toHaveLength(2);
  expect(await machinesOf(viewer)).toEqual([]);
  expect((await viewer.post("/api/machines/token", input("viewers-key"))).status).toBe(403);

  expect((await member.delete(`/api/machines/${others.machine.id}`)).status).toBe(404);
  expect((await member.delete(`/api/machines/${own.machine.id}`)).status).toBe(204);
  expect((await admin.delete(`/api/machines/${others.machine.id}`)).status).toBe(204);
});

test("a token never may more than the person behind it", async () => {
  const owner = await aWorkspace();
  const admin = await aMember("admin", owner);
  const machine = await aMachine(["admin", "read"], admin);
  const path = `/api/workspaces/${owner.workspace.slug}`;
  expect((await machine.patch(path, { name: "Before" })).status).toBe(200);

  await owner.patch(`${path}/members/${admin.id}`, { role: "viewer" });
  expect((await machine.patch(path, { name: "After" })).status).toBe(403);
});

test("use is noted to the minute, with one write a minute", async () => {
  const machine = await aMachine(["read"]);
  await machine.get("/api/me");
  const [{ lastUsedAt } = { lastUsedAt: null }] = await machinesOf(machine);
  expect(lastUsedAt).toMatch(/:00\.000Z$/);

  const marker = Date.parse(lastUsedAt ?? "") + 59_000;
  await env.DB.prepare("UPDATE api_token SET last_used_at = ? WHERE machine_id = ?")
    .bind(marker, machine.machine.id)
    .run();
  await machine.get("/api/me");
  expect(await machinesOf(machine)).toMatchObject([{ lastUsedAt: new Date(marker).toISOString() }]);
});

test("a token that uploads too often is told when to come back", async () => {
  const machine = await aMachine(["ingest"]);
  const keys: string[] = [];
  const limit = async ({ key = "" }: { key?: string }) => {
    keys.push(key);
    return { success: false };
  };
  const busy = aDeployment({ INGEST_LIMIT: { limit } });
  const refused = await busy("/api/ingest", {
    method: "POST",
    headers: machine.headers,
    body: "{}",
  });
  expect(refused.status).toBe(429);
  expect(refused.headers.get("Retry-After")).toBe("60");
  expect(keys).toEqual([expect.stringMatching(/^tok_/)]);
});
