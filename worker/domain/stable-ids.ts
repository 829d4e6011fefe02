import { createHash } from "node:crypto";

/** Ids made from what they name, so that two writers who meet the same thing at once make the same row. */
export const sessionIdOf = (workspaceId: string, runtime: string, rootRunId: string) =>
  `ses_${digest([workspaceId, runtime, rootRunId])}`;

/** Of a session that a person began under an id of the caller's own making. */
export const startedSessionIdOf = (workspaceId: string, personId: string, clientId: string) =>
  `ses_${digest([workspaceId, "started by", personId, clientId])}`;

export const projectIdOf = (workspaceId: string, key: string) =>
  `prj_${digest([workspaceId, key])}`;

/** The id of a run in all tables: runtimes may use the same ids. */
export const runIdOf = (runtime: string, runId: string) => `${runtime}/${runId}`;

/** A run's id as its runtime knows it. */
export const bareRunId = (id: string) => id.slice(id.indexOf("/") + 1);

/** `Storefront API` is `storefront-api`. */
export function slugOf(name: string): string {
  const slug = name
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40);
  return slug || "project";
}

function digest(parts: string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64url").slice(0, 20);
}
