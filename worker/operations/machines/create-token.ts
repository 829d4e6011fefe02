import { and, eq, isNull } from "drizzle-orm";
import type { MachineToken, MachineTokenInput } from "#contract/team.ts";
import { apiToken, machine } from "#worker/db/team-schema.ts";
import { AppError } from "#worker/errors.ts";
import type { PersonContext } from "../context.ts";
import { closeSockets } from "../team/close-sockets.ts";
import { newId } from "../team/new-id.ts";
import type { Membership } from "../team/read-membership.ts";
import { readWorkspace } from "../team/read-workspace.ts";
import { listMachines } from "./list-machines.ts";
import { hashOfToken, newTokenSecret } from "./token-secret.ts";

/**
 * Gives a machine its token, the one time it is shown. The same installation (by its key) stays the same machine,
 * and its earlier tokens end.
 */
export async function createToken(
  ctx: PersonContext,
  { workspaceId, role }: Membership,
  input: MachineTokenInput,
): Promise<MachineToken> {
  if (role === "viewer") throw new AppError("forbidden", "Viewers cannot connect machines.");

  const machineId = await saveMachine(ctx, workspaceId, input);
  const token = newTokenSecret();
  const hash = await hashOfToken(token);
  const [ended] = await ctx.db.batch([
    ctx.db
      .update(apiToken)
      .set({ revokedAt: ctx.now })
      .where(and(eq(apiToken.machineId, machineId), isNull(apiToken.revokedAt)))
      .returning({ id: apiToken.id }),
    ctx.db.insert(apiToken).values({
      id: newId("tok"),
      workspaceId,
      personId: ctx.person.id,
      machineId,
      hash,
      scopes: [...new Set(input.scopes)],
      createdAt: ctx.now,
    }),
  ]);
  const watchers = ended.map(({ id }) => `token:${id}` as const);
  await closeSockets(ctx, workspaceId, watchers);

  const mine = await listMachines({ db: ctx.db, workspaceId, machineId });
  if (!mine[0]) throw new Error("The machine that was just saved is gone.");
  const workspace = await readWorkspace(ctx.db, { id: workspaceId, role });
  return { token, machine: mine[0], workspace };
}

async function saveMachine(
  { db, now, person }: PersonContext,
  workspaceId: string,
  { machineKey, name, platform, reporterVersion }: MachineTokenInput,
): Promise<string> {
  const facts = { name, platform, reporterVersion: reporterVersion ?? null, revokedAt: null };
  const [saved] = await db
    .insert(machine)
    .values({
      ...facts,
      id: newId("mch"),
      workspaceId,
      personId: person.id,
      machineKey,
      createdAt: now,
    })
    .onConflictDoUpdate({
      target: [machine.workspaceId, machine.personId, machine.machineKey],
      set: facts,
    })
    .returning({ id: machine.id });
  if (!saved) throw new Error("The machine was not saved.");
  return saved.id;
}
