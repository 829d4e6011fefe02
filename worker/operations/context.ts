import type { Role, TokenScope } from "#contract/team.ts";
import type { Database } from "#worker/db/client.ts";

/** Who acts. Every actor is bound to one workspace, and was checked to belong to it. */
export type Actor =
  | { type: "person"; workspaceId: string; personId: string; role: Role }
  | {
      type: "machine";
      workspaceId: string;
      personId: string;
      machineId: string;
      tokenId: string;
      /** The person's role: a token never may more than the person behind it. */
      role: Role;
      scopes: TokenScope[];
    }
  | { type: "system"; workspaceId: string };

/** What every operation gets. `now` is read once a request, in Unix milliseconds. */
export type OperationContext = {
  env: Env;
  db: Database;
  now: number;
  actor: Actor;
  /** Work that the answer need not wait for. */
  waitUntil: (work: Promise<unknown>) => void;
};

/** Somebody who signed in, whatever workspace they look at. */
export type Person = { id: string; name: string; email: string; image: string | null };

/** What operations get that are about a person and not about one workspace. */
export type PersonContext = Omit<OperationContext, "actor"> & { person: Person };
