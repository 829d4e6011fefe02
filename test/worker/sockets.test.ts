import { expect, test } from "vitest";
import type { SessionPage } from "#contract/sessions.ts";
import { aRunItem, aUsageItem } from "#test/support/items.ts";
import {
  aClient,
  aMachine,
  type AMember,
  aMember,
  type ApiClient,
  aWorkspace,
} from "#test/support/worker/people.ts";

/** A socket that was let in, and what became of it. */
async function watch(client: ApiClient, path: string) {
  const response = await client.connect(path);
  expect(response.status).toBe(101);
  const socket = response.webSocket;
  if (!socket) throw new Error("There is no socket.");
  const closed = new Promise<number>((resolve) => {
    socket.addEventListener("close", ({ code }) => resolve(code));
  });
  socket.accept();
  return { socket, closed };
}

const overview = ({ workspace }: AMember) => `/api/live?workspace=${workspace.slug}`;

async function aSessionPath(owner: AMember): Promise<string> {
  const reporter = await aMachine(["ingest"], owner);
  const now = Date.now();
  const run = aRunItem({ startedAt: now });
  const event = aUsageItem({ runId: run.runId, occurredAt: now });
  await reporter.post("/api/ingest", { items: [run, event] });
  const { items } = await (await owner.get("/api/dev-sessions")).json<SessionPage>();
  return `/api/dev-sessions/${items[0]?.id}/live?workspace=${owner.workspace.slug}`;
}

test("removing a member closes their sockets, and no others", async () => {
  const owner = await aWorkspace();
  const member = await aMember("viewer", owner);
  const session = await aSessionPath(owner);
  const theirs = [await watch(member, overview(owner)), await watch(member, session)];
  const own = await watch(owner, overview(owner));
  let ownIsClosed = false;
  void own.closed.then(() => (ownIsClosed = true));

  await owner.delete(`/api/workspaces/${owner.workspace.slug}/members/${member.id}`);
  expect(await Promise.all(theirs.map(({ closed }) => closed))).toEqual([4403, 4403]);
  expect(ownIsClosed).toBe(false);
  expect((await member.connect(overview(owner))).status).toBe(404);
});

test("revoking a machine closes its sockets, and so does a new token", async () => {
  const owner = await aWorkspace();
  const session = await aSessionPath(owner);
  const machine = await aMachine(["read"], owner);
  const watching = await watch(machine, session);
  await owner.delete(`/api/machines/${machine.machine.id}`);
  expect(await watching.closed).toBe(4403);

  const input = { machineKey: "the-same-key", name: "Box", platform: "linux", scopes: ["read"] };
  const made = await owner.post("/api/machines/token", input);
  const { token } = await made.json<{ token: string }>();
  const old = await watch(aClient({ Authorization: `Bearer ${token}` }), overview(owner));
  await owner.post("/api/machines/token", input);
  expect(await old.closed).toBe(4403);
});

test("sockets are for our own pages, for machines, and for nobody who asks without an upgrade", async () => {
  const owner = await aWorkspace();
  const elsewhere = aClient({ ...owner.headers, Origin: "https://evil.example" });
  expect((await elsewhere.connect(overview(owner))).status).toBe(403);
  expect((await owner.get(overview(owner))).status).toBe(426);
  expect((await owner.connect("/api/live")).status).toBe(422);

  const machine = await aMachine(["read"], owner);
  const { socket } = await watch(machine, "/api/live");
  socket.close();
  const ingestOnly = await aMachine(["ingest"], owner);
  expect((await ingestOnly.connect("/api/live")).status).toBe(403);
});

test("who watches is not for the outside to say", async () => {
  const owner = await aWorkspace();
  const viewer = await aMember("viewer", owner);
  const disguised = aClient({ ...viewer.headers, "x-internal-person": owner.id });
  const watching = await watch(disguised, overview(owner));
  await owner.delete(`/api/workspaces/${owner.workspace.slug}/members/${viewer.id}`);
  expect(await watching.closed).toBe(4403);
});
