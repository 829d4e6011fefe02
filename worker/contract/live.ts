import { z } from "zod";
import { agentHealth } from "./agents.ts";
import { sessionSummary } from "./sessions.ts";
import { totals } from "./totals.ts";

/** The state of one session. Sent on connect and after each change; a smaller or equal revision is ignored. */
export const sessionMessage = z.object({
  type: z.literal("session"),
  revision: z.int(),
  session: sessionSummary,
});

/** The state of a workspace's overview, at most twice a second. Revisions only rise, also when the object was wiped. */
export const workspaceMessage = z.object({
  type: z.literal("workspace"),
  revision: z.int(),
  at: z.iso.datetime(),
  /** Active and paused sessions, newest activity first. */
  active: z.array(sessionSummary),
  /** How the agents of their machines do. */
  agents: z.array(agentHealth),
  /** The present day in the workspace's time zone. */
  today: z.object({ from: z.iso.datetime(), totals }),
  /** Rises whenever any event was stored, of any day: what was fetched before it may be stale. */
  ledgerRevision: z.int(),
  /** Rises whenever somebody began, changed or ended a session, also a past one. */
  sessionsRevision: z.int(),
});

/** How the agents do, where nothing else changed; by the same revisions as the overview. */
export const agentsMessage = workspaceMessage
  .pick({ revision: true, at: true, agents: true })
  .extend({ type: z.literal("agents") });

export type AgentsMessage = z.infer<typeof agentsMessage>;
export type SessionMessage = z.infer<typeof sessionMessage>;
export type WorkspaceMessage = z.infer<typeof workspaceMessage>;
