import { createHash } from "node:crypto";
import path from "node:path";
import { failed } from "../output/command-error.ts";
import { askWhoAmI } from "../config/read-me.ts";
import { type ServerAccess, tokenRefused } from "../config/server-access.ts";
import { Acknowledgements } from "./acknowledgements.ts";
import { Rejections } from "./rejections.ts";

/** The files that say what one workspace of one server has. */
export type OutboxFiles = { acknowledged: string; rejected: string; lock: string };

/** Every (server, workspace) has its own: another server has acknowledged nothing. */
export function outboxFiles(folder: string, scope: string): OutboxFiles {
  const name = createHash("sha256").update(scope).digest("hex").slice(0, 16);
  return {
    acknowledged: path.join(folder, "outbox", `${name}.acknowledged`),
    rejected: path.join(folder, "outbox", `${name}.rejected.json`),
    lock: path.join(folder, "outbox", `${name}.watch.lock`),
  };
}

/** What was sent so far and what was refused. */
export function openOutbox(files: OutboxFiles, warn: (message: string) => void) {
  return {
    acknowledgements: new Acknowledgements(files.acknowledged, warn),
    rejections: new Rejections(files.rejected),
  };
}

export type Scope = { type: "known"; scope: string } | { type: "not-reached"; message: string };

/**
 * Names the (server, workspace) that a token leads to. Asks the server, so that a token that is no longer good is
 * noticed before gigabytes are read.
 */
export async function findScope(access: ServerAccess, now: () => number): Promise<Scope> {
  const outcome = await askWhoAmI(access, now);
  switch (outcome.type) {
    case "known": {
      const workspace = outcome.me.workspaces[0];
      if (!workspace) throw failed("The token leads to no workspace.");
      return { type: "known", scope: scopeOf(access, workspace.id) };
    }
    case "not-reached":
      return { type: "not-reached", message: outcome.message };
    case "refused":
      throw tokenRefused(access, outcome.message);
    case "not-a-server":
      throw failed(outcome.message, "`stint login --url URL` says which server to use.");
  }
}

/** The same without asking: known only where a login stored the workspace. */
export function storedScope(access: ServerAccess): string | undefined {
  const id = access.credentials?.workspace.id;
  return id ? scopeOf(access, id) : undefined;
}

/** Names one workspace of one server. */
export const scopeOf = (access: ServerAccess, workspaceId: string) =>
  `${access.url} ${workspaceId}`;
