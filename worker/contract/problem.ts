import { z } from "zod";

/** RFC 9457, sent as `application/problem+json`. `code` is stable; `detail` says what to do in words. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  /** With `session_open` and `session_state`: the session that stands in the way, how it stands, and what can be done with it. */
  session: z
    .object({ id: z.string(), status: z.string(), possible: z.array(z.string()) })
    .optional(),
});

/** Liveness, for monitors and for a reporter that wonders whether it reached a Stint server at all. */
export const health = z.object({
  status: z.literal("ok"),
  version: z.string(),
  /** The newest applied migration, `0000_ledger`. */
  migration: z.string().nullable(),
});

export type Problem = z.infer<typeof problem>;
export type Health = z.infer<typeof health>;
