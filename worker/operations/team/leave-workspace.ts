import type { OperationContext } from "../context.ts";
import { removeMember } from "./remove-member.ts";

/** Ends the actor's own membership. */
export async function leaveWorkspace(ctx: OperationContext): Promise<void> {
  if (ctx.actor.type === "system") throw new Error("The system is no member.");
  await removeMember(ctx, ctx.actor.personId);
}
