import { expect, test } from "vitest";
import type { Invitation, Me } from "#contract/team.ts";
import {
  aClient,
  aMachine,
  type AMember,
  aMember,
  aPerson,
  aWorkspace,
  mailTo,
} from "#test/support/worker/people.ts";

const at = ({ workspace }: AMember, rest = "") => `/api/workspaces/${workspace.slug}${rest}`;
const newEmail = () => `${crypto.randomUUID().slice(0, 8)}@example.org`;

async function invite(owner: AMember, email: string, role = "member"): Promise<Invitation> {
  const response = await owner.post(at(owner, "/invitations"), { email, role });
  expect(response.status).toBe(201);
  return response.json();
}

const workspacesOf = async (person: { get: AMember["get"] }) =>
  (await (await person.get("/api/me")).json<Me>()).workspaces;

test("a person makes another workspace, with a slug of their choice or one of its name", async () => {
  const person = await aPerson();
  const slug = `acme-${crypto.randomUUID().slice(0, 8)}`;
  const made = await person.post("/api/workspaces", { name: "Acme", slug });
  expect(made.status).toBe(201);
  expect(await made.json()).toMatchObject({ slug, name: "Acme", timezone: "UTC", role: "owner" });
  expect((await person.post("/api/workspaces", { name: "Acme", slug })).status).toBe(409);

  const named = { name: "Łódź Labs!", timezone: "Europe/Warsaw" };
  const first = await (await person.post("/api/workspaces", named)).json<{ slug: string }>();
  const second = await (await person.post("/api/workspaces", named)).json<{ slug: string }>();
  expect(first).toMatchObject({ slug: "lodz-labs", timezone: "Europe/Warsaw" });
  expect(second.slug).toMatch(/^lodz-labs-[a-z0-9]{5}$/);
  expect(await workspacesOf(person)).toHaveLength(4);
});

test("an admin changes name and time zone", async () => {
  const owner = await aWorkspace();
  const admin = await aMember("admin", owner);
  const path = at(owner);
  expect(await (await admin.patch(path, { timezone: "Asia/Tokyo" })).json()).toMatchObject({
    name: owner.workspace.name,
    timezone: "Asia/Tokyo",
    role: "admin",
  });
  expect(await (await admin.patch(path, { name: "Renamed" })).json()).toMatchObject({
    name: "Renamed",
    timezone: "Asia/Tokyo",
  });
  expect((await admin.patch(path, { timezone: "Mars/Base" })).status).toBe(422);
});

test("an invitation reaches its recipient, who joins with its role", async () => {
  const owner = await aWorkspace();
  const email = newEmail();
  const invitation = await invite(owner, email.toUpperCase(), "viewer");
  expect((await mailTo(email)).link).toBe(invitation.link);

  const guest = await aPerson({ email });
  expect(guest.me.workspaces).toEqual([]);
  const received = await (await guest.get("/api/invitations")).json<{ items: object[] }>();
  expect(received.items).toMatchObject([
    { id: invitation.id, role: "viewer", workspace: { slug: owner.workspace.slug } },
  ]);

  const path = `/api/invitations/${invitation.id}`;
  const joined = await guest.post(`${path}/accept`);
  expect(await joined.json()).toMatchObject({ slug: owner.workspace.slug, role: "viewer" });
  expect(await workspacesOf(guest)).toHaveLength(1);
  expect((await guest.post(`${path}/accept`)).status).toBe(404);
  const { items } = await (await owner.get(at(owner, "/members"))).json<{ items: object[] }>();
  expect(items).toHaveLength(2);
});

test("an invitation accepted twice at once makes one member", async () => {
  const owner = await aWorkspace();
  const email = newEmail();
  const { id } = await invite(owner, email);
  const guest = await aPerson({ email });
  await Promise.all([1, 2, 3].map(() => guest.post(`/api/invitations/${id}/accept`)));
  expect(await workspacesOf(guest)).toHaveLength(1);
});

test("nobody else sees or accepts an invitation", async () => {
  const owner = await aWorkspace();
  const { id } = await invite(owner, newEmail(), "owner");
  const stranger = await aPerson();
  expect((await stranger.get(`/api/invitations/${id}`)).status).toBe(404);
  expect((await stranger.post(`/api/invitations/${id}/accept`)).status).toBe(404);
  expect((await stranger.post(`/api/invitations/${id}/decline`)).status).toBe(404);
});

test("an invitation can be declined, taken back, and made again under the same link", async () => {
  const owner = await aWorkspace();
  const email = newEmail();
  const first = await invite(owner, email, "viewer");
  expect(await invite(owner, email, "admin")).toMatchObject({ id: first.id, role: "admin" });

  const guest = await aPerson({ email });
  expect((await guest.post(`/api/invitations/${first.id}/decline`)).status).toBe(204);
  const second = await invite(owner, email);
  expect(second.id).not.toBe(first.id);
  expect((await owner.delete(at(owner, `/invitations/${second.id}`))).status).toBe(204);
  expect((await guest.post(`/api/invitations/${second.id}/accept`)).status).toBe(404);

  // Now that nothing waits for them, the next sign-in gives them a workspace of their own.
  expect((await aPerson({ email })).me.workspaces).toHaveLength(1);
});

test("members are not invited again", async () => {
  const owner = await aWorkspace();
  const { email } = await aMember("viewer", owner);
  const again = await owner.post(at(owner, "/invitations"), { email, role: "admin" });
  expect(again.status).toBe(409);
});

test("an owner changes roles, and the change works at the next request", async () => {
  const owner = await aWorkspace();
  const viewer = await aMember("viewer", owner);
  expect((await viewer.patch(at(owner), { name: "Mine" })).status).toBe(403);

  const path = at(owner, `/members/${viewer.id}`);
  expect(await (await owner.patch(path, { role: "admin" })).json()).toMatchObject({
    role: "admin",
  });
  expect((await viewer.patch(at(owner), { name: "Mine" })).status).toBe(200);
  expect((await viewer.patch(path, { role: "owner" })).status).toBe(403);
  expect((await owner.patch(at(owner, "/members/nobody"), { role: "admin" })).status).toBe(404);
});

test("the last owner cannot be demoted, be removed or leave", async () => {
  const owner = await aWorkspace();
  const admin = await aMember("admin", owner);
  const self = at(owner, `/members/${owner.id}`);
  expect((await owner.patch(self, { role: "admin" })).status).toBe(409);
  expect((await owner.delete(self)).status).toBe(409);
  expect((await owner.post(at(owner, "/leave"))).status).toBe(409);

  await owner.patch(at(owner, `/members/${admin.id}`), { role: "owner" });
  expect((await owner.patch(self, { role: "admin" })).status).toBe(200);
  expect((await admin.delete(at(owner, `/members/${admin.id}`))).status).toBe(409);
});

test("two owners who remove each other at once leave one", async () => {
  const one = await aWorkspace();
  const two = await aMember("owner", one);
  const answers = await Promise.all([
    one.delete(at(one, `/members/${two.id}`)),
    two.delete(at(one, `/members/${one.id}`)),
  ]);
  expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
});

test("a removed member is out at the next request, and so are their machines", async () => {
  const owner = await aWorkspace();
  const member = await aMember("member", owner);
  const machine = await aMachine(["ingest", "read"], member);
  expect((await member.get("/api/machines")).status).toBe(200);
  expect((await machine.get("/api/machines")).status).toBe(200);

  expect((await owner.delete(at(owner, `/members/${member.id}`))).status).toBe(204);
  expect((await member.get("/api/machines")).status).toBe(404);
  expect((await machine.get("/api/machines")).status).toBe(401);

  // Coming back does not bring the old tokens back.
  const { id } = await invite(owner, member.email);
  await aClient(member.headers).post(`/api/invitations/${id}/accept`);
  expect((await member.get("/api/machines")).status).toBe(200);
  expect((await machine.get("/api/machines")).status).toBe(401);
});
