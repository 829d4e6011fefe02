import { env } from "cloudflare:workers";
import type { TokenScope } from "#contract/team.ts";
import { aClient, aMachine, type AMember, aMember, type ApiClient, aWorkspace } from "./people.ts";

const allScopes: TokenScope[] = ["ingest", "read", "plan", "admin"];

/** One workspace with everybody who could call, and somebody from another one. */
export type World = {
  owner: AMember;
  admin: AMember;
  member: AMember;
  viewer: AMember;
  stranger: AMember;
  /** Tokens of the owner with that one scope. */
  tokens: Record<TokenScope, ApiClient>;
  revokedToken: ApiClient;
  /** Of somebody whose membership ended. */
  removedToken: ApiClient;
};

export async function aWorld(): Promise<World> {
  const owner = await aWorkspace();
  const [admin, member, viewer, stranger, removed] = await Promise.all([
    aMember("admin", owner),
    aMember("member", owner),
    aMember("viewer", owner),
    aWorkspace(),
    aMember("member", owner),
  ]);
  const [ingest, read, plan, adminScope] = await Promise.all([
    aMachine(["ingest"], owner),
    aMachine(["read"], owner),
    aMachine(["plan"], owner),
    aMachine(["admin"], owner),
  ]);
  const revoked = await aMachine(allScopes, owner);
  await owner.delete(`/api/machines/${revoked.machine.id}`);
  const removedToken = await aMachine(allScopes, removed);
  await owner.delete(`/api/workspaces/${owner.workspace.slug}/members/${removed.id}`);

  return {
    owner,
    admin,
    member,
    viewer,
    stranger,
    tokens: { ingest, read, plan, admin: adminScope },
    revokedToken: revoked,
    removedToken,
  };
}

/** Whoever has no credential at all. */
export const signedOut = () => aClient({ Origin: env.APP_URL });

/** The same person, as a page of another site would make their browser call. */
export const fromForeignSite = ({ headers }: ApiClient) =>
  aClient({ ...headers, Origin: "https://evil.example" });
