import { and, eq, isNull } from "drizzle-orm";
import { apiToken, machine } from "#worker/db/team-schema.ts";
import { notFound } from "#worker/errors.ts";
import type { Actor, OperationContext } from "../context.ts";
import { closeSockets } from "../team/close-sockets.ts";

/** Ends a machine's tokens at once. Safe to repeat. A machine that the actor may not end does not exist for it. */
export async function revokeMachine(ctx: OperationContext, machineId: string): Promise<void> {
  const { db, now, actor } = ctx;
  const [found] = await db
    .select({ personId: machine.personId })
    .from(machine)
    .where(and(eq(machine.id, machineId), eq(machine.workspaceId, actor.workspaceId)));
  if (!found || !mayRevoke(actor, { id: machineId, ...found })) throw notFound("machine");

  const [ended] = await db.batch([
    db
      .update(apiToken)
      .set({ revokedAt: now })
      .where(and(eq(apiToken.machineId, machineId), isNull(apiToken.revokedAt)))
      .returning({ id: apiToken.id }),
    db
      .update(machine)
      .set({ revokedAt: now })
      .where(and(eq(machine.id, machineId), isNull(machine.revokedAt))),
  ]);
  const watchers = ended.map(({ id }) => `token:${id}` as const);
  await closeSockets(ctx, actor.workspaceId, watchers);
}

/** People end their own machines, admins and owners any; a token without the scope `admin` ends itself alone. */
function mayRevoke(actor: Actor, wanted: { id: string; personId: string }): boolean {
  switch (actor.type) {
    case "system":
      return true;
    case "machine":
      if (wanted.id === actor.machineId) return true;
      return actor.scopes.includes("admin") && (actor.role === "admin" || actor.role === "owner");
    case "person":
      return wanted.personId === actor.personId || actor.role === "admin" || actor.role === "owner";
  }
}
