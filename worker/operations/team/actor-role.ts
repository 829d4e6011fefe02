import type { Role } from "#contract/team.ts";
import type { OperationContext } from "../context.ts";

/** The role that an actor acts with. The system acts as the owner of its workspace. */
export const actorRole = ({ actor }: Pick<OperationContext, "actor">): Role =>
  actor.type === "system" ? "owner" : actor.role;
