import { and, eq } from "drizzle-orm";
import { auth_invitation } from "#worker/db/auth-schema.ts";
import { notFound } from "#worker/errors.ts";
import type { OperationContext } from "../context.ts";

/** Takes an open invitation back. */
export async function cancelInvitation({ db, actor }: OperationContext, id: string): Promise<void> {
  const canceled = await db
    .update(auth_invitation)
    .set({ status: "canceled" })
    .where(
      and(
        eq(auth_invitation.id, id),
        eq(auth_invitation.organizationId, actor.workspaceId),
        eq(auth_invitation.status, "pending"),
      ),
    )
    .returning({ id: auth_invitation.id });
  if (canceled.length === 0) throw notFound("invitation");
}
