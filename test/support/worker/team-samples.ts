import { aMachine, aMember } from "./people.ts";
import type { Sample } from "./route-samples.ts";
import type { World } from "./world.ts";

const missing = { params: { id: "nothing" } };

/** Sign-in, workspaces, members, machines, and the description of the interface. */
export const teamSamples: Record<string, Sample> = {
  "get /api/health": { least: "anybody", status: 200 },
  "get /api/openapi.json": { least: "anybody", status: 200 },
  "get /api/docs": { least: "anybody", status: 200 },
  "get /api/style.css": { least: "anybody", status: 200 },
  "get /api/sign-in-methods": { least: "anybody", status: 200 },
  "get /local/mailbox": { least: "anybody", status: 200 },
  "get /local/sign-in": {
    least: "anybody",
    status: 410,
    request: () => ({ query: "email=nobody@example.org&code=000000" }),
  },

  "get /api/me": { least: "caller", scope: "any", status: 200 },
  "patch /api/me": {
    least: "person",
    status: 200,
    request: () => ({ body: { name: "Somebody Else" } }),
  },
  "get /api/workspaces": { least: "caller", scope: "any", status: 200 },
  "post /api/workspaces": {
    least: "person",
    status: 201,
    request: () => ({ body: { name: "Another one" } }),
  },
  "patch /api/workspaces/{slug}": {
    least: "admin",
    scope: "admin",
    status: 200,
    request: () => ({ body: { timezone: "Europe/Berlin" } }),
  },
  "post /api/workspaces/{slug}/leave": {
    least: "viewer",
    scope: "admin",
    status: 204,
    // The last owner stays, also when the owner's token asks.
    except: { owner: 409, "right token": 409 },
    needsOwnWorld: true,
  },

  "get /api/workspaces/{slug}/members": { least: "viewer", scope: "read", status: 200 },
  "patch /api/workspaces/{slug}/members/{personId}": {
    least: "owner",
    scope: "admin",
    status: 200,
    request: ({ viewer }) => ({ params: { personId: viewer.id }, body: { role: "viewer" } }),
    isRow: true,
  },
  "delete /api/workspaces/{slug}/members/{personId}": {
    least: "owner",
    scope: "admin",
    status: 204,
    request: async ({ owner }) => ({ params: { personId: (await aMember("viewer", owner)).id } }),
    isRow: true,
  },
  "get /api/workspaces/{slug}/invitations": { least: "owner", scope: "admin", status: 200 },
  "post /api/workspaces/{slug}/invitations": {
    least: "owner",
    scope: "admin",
    status: 201,
    request: () => ({ body: { email: "guest@example.org", role: "viewer" } }),
  },
  "delete /api/workspaces/{slug}/invitations/{id}": {
    least: "owner",
    scope: "admin",
    status: 204,
    request: async ({ owner }) => ({
      params: { id: await anInvitation(owner.workspace.slug, owner) },
    }),
    isRow: true,
  },

  "get /api/invitations": { least: "person", status: 200 },
  "get /api/invitations/{id}": { least: "person", status: 404, request: () => missing },
  "post /api/invitations/{id}/accept": { least: "person", status: 404, request: () => missing },
  "post /api/invitations/{id}/decline": { least: "person", status: 404, request: () => missing },

  "get /api/device": {
    least: "person",
    status: 404,
    request: () => ({ query: "userCode=ABCDEFGH" }),
  },
  "post /api/device/approve": {
    least: "person",
    status: 404,
    request: ({ owner }) => ({
      body: { userCode: "ABCDEFGH", workspace: owner.workspace.slug },
    }),
  },
  "post /api/device/deny": {
    least: "person",
    status: 404,
    request: () => ({ body: { userCode: "ABCDEFGH" } }),
  },

  "get /api/machines": { least: "viewer", scope: "read", status: 200 },
  "post /api/machines/token": {
    least: "person",
    status: 201,
    except: { viewer: 403, stranger: 404 },
    request: () => ({
      body: { machineKey: crypto.randomUUID(), name: "Box", platform: "linux", scopes: ["read"] },
    }),
  },
  "delete /api/machines/{id}": {
    least: "viewer",
    scope: "any",
    status: 204,
    // Others' machines do not exist for members, viewers and tokens without the scope `admin`.
    except: { member: 404, viewer: 404, "right token": 404 },
    request: async ({ owner }) => ({
      params: { id: (await aMachine(["read"], owner)).machine.id },
    }),
    isRow: true,
  },
};

async function anInvitation(slug: string, owner: World["owner"]): Promise<string> {
  const email = `guest-${crypto.randomUUID().slice(0, 8)}@example.org`;
  const path = `/api/workspaces/${slug}/invitations`;
  const made = await owner.post(path, { email, role: "viewer" });
  return (await made.json<{ id: string }>()).id;
}
