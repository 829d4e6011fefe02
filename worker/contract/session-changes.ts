import { z } from "zod";
import { projectFacts } from "./ingest.ts";
import { sessionType, taskRelationship } from "./sessions.ts";

const title = z.string().trim().min(1).max(200);
const lines = z.array(z.string().trim().min(1).max(500)).max(50);
const moment = z.iso.datetime();

/** What people write of a session when it is done; what is absent stays as it was. */
export const sessionNotes = z.object({
  summary: z.string().trim().max(5_000).nullable().optional(),
  keyChanges: lines.optional(),
  nextSteps: lines.optional(),
});

/** Begins a manual session for the caller. */
export const sessionStart = z.object({
  /** Made by the caller: sent again with the same one, the start answers the same session. */
  clientId: z.string().min(8).max(64).optional(),
  /** A project's slug, id or key; key and name of one that the server may not know yet; null for what belongs to none. */
  project: z.union([z.string().max(300), projectFacts]).nullable(),
  title: title.optional(),
  type: sessionType.optional(),
  /** Absent for now; what was done since then belongs to the session. */
  startedAt: moment.optional(),
});

export const sessionPatch = z.object({
  title: title.optional(),
  type: sessionType.optional(),
  /** Of a manual session: what was done in between moves. */
  startedAt: moment.optional(),
  ...sessionNotes.shape,
});

/** A root run, by the runtime's own id, with its sub-agents. */
export const sessionSplit = z.object({
  runtime: z.string().min(1).max(100),
  runId: z.string().min(1).max(300),
});

export const taskLink = z.object({
  taskKey: z.string().trim().min(1).max(100),
  relationship: taskRelationship,
});

export type SessionNotes = z.infer<typeof sessionNotes>;
export type SessionStart = z.infer<typeof sessionStart>;
export type SessionPatch = z.infer<typeof sessionPatch>;
export type SessionSplit = z.infer<typeof sessionSplit>;
export type TaskLink = z.infer<typeof taskLink>;
