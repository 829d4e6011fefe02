import type { SessionSummary } from "#contract/sessions.ts";
import type { Workspace } from "#contract/team.ts";

/** Members act on their own sessions, admins and owners on everybody's. */
export const mayChangeSession = (
  role: Workspace["role"],
  personId: string,
  { person }: SessionSummary,
): boolean =>
  role === "owner" || role === "admin" || (role === "member" && person?.id === personId);
