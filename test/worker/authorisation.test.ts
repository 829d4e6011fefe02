import "#worker/app.ts";
import { beforeAll, describe, expect, test } from "vitest";
import type { Role, TokenScope } from "#contract/team.ts";
import { type ApiClient, call } from "#test/support/worker/people.ts";
import { requestOf } from "#test/support/worker/sample-request.ts";
import { type Sample, samples } from "#test/support/worker/route-samples.ts";
import { aWorld, fromForeignSite, signedOut, type World } from "#test/support/worker/world.ts";
import { type RouteEntry, routeTable } from "#worker/http/route.ts";

const roles: Role[] = ["viewer", "member", "admin", "owner"];
const nameOf = ({ method, path }: RouteEntry) => `${method} ${path}`;

let shared: World;
beforeAll(async () => {
  shared = await aWorld();
});

test("every route has its entry, and every entry its route", () => {
  const declared = routeTable.map((entry) => nameOf(entry));
  expect(new Set(declared).size).toBe(declared.length);
  expect(Object.keys(samples).toSorted()).toEqual(declared.toSorted());
});

describe.each(routeTable.map((entry) => [nameOf(entry), entry] as const))("%s", (name, entry) => {
  const sample = samples[name];
  if (!sample) return;

  test("answers each caller as it should", async () => {
    const world = sample.needsOwnWorld ? await aWorld() : shared;
    const answers: Record<string, number> = {};
    for (const [caller, client] of Object.entries(callersOf(world, sample))) {
      answers[caller] = await statusOf({ world, entry, sample }, client);
    }
    expect(answers).toEqual(expectationsOf(entry, sample));
  });

  if (!sample.isRow) return;
  test("hides the row from the owner of another workspace", async () => {
    const { stranger } = shared;
    const asked = { world: shared, entry, sample, slug: stranger.workspace.slug };
    expect(await statusOf(asked, stranger)).toBe(404);
  });
});

/** Who calls, by the names that the expectations use. */
const callerNames = [
  "signed out",
  "foreign site",
  "forged cookie",
  "revoked token",
  "removed member's token",
  "wrong token",
  "right token",
  "stranger",
  ...roles,
];

function callersOf(world: World, sample: Sample): Record<string, ApiClient> {
  const { owner, admin, member, viewer, stranger, tokens } = world;
  const right: TokenScope =
    sample.scope === undefined || sample.scope === "any" ? "read" : sample.scope;
  const wrong: TokenScope = right === "ingest" ? "read" : "ingest";
  return {
    "signed out": signedOut(),
    "foreign site": fromForeignSite(owner),
    "forged cookie": { ...owner, headers: { ...owner.headers, Cookie: "stint.session_token=x.y" } },
    "revoked token": world.revokedToken,
    "removed member's token": world.removedToken,
    "wrong token": tokens[wrong],
    // Asks for our workspace; what they see in their own is another matter.
    stranger: {
      ...stranger,
      headers: { ...stranger.headers, "X-Workspace": owner.workspace.slug },
    },
    viewer,
    member,
    admin,
    owner,
    "right token": tokens[right],
  };
}

function expectationsOf(entry: RouteEntry, sample: Sample): Record<string, number> {
  const { least, status, scope, except } = sample;
  if (least === "anybody") return allOf(status);

  const isAnyPerson = least === "caller" || least === "person";
  const ofRole = (role: Role) =>
    isAnyPerson || roles.indexOf(role) >= roles.indexOf(least) ? status : 403;
  const rightToken = except?.["right token"] ?? (scope === undefined ? 403 : status);
  return {
    ...allOf(401),
    "foreign site": entry.method === "get" && !entry.socket ? status : 403,
    stranger: isAnyPerson ? status : 404,
    viewer: ofRole("viewer"),
    member: ofRole("member"),
    admin: ofRole("admin"),
    owner: ofRole("owner"),
    "wrong token": scope === "any" ? rightToken : 403,
    ...except,
    "right token": rightToken,
  };
}

const allOf = (status: number) =>
  Object.fromEntries(callerNames.map((caller) => [caller, status] as const));

type Asked = { world: World; entry: RouteEntry; sample: Sample; slug?: string };

async function statusOf({ world, entry, sample, slug }: Asked, caller: ApiClient) {
  const asked = await sample.request?.(world);
  const [path, init] = requestOf(entry, caller.headers, {
    ...asked,
    slug: slug ?? world.owner.workspace.slug,
  });
  const response = await call(path, init);
  response.webSocket?.accept();
  response.webSocket?.close();
  return response.status;
}
