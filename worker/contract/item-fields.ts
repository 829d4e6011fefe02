import { z } from "zod";

/** In every time zone its year has four digits, as ISO times do. */
export const latestMoment = Date.UTC(9999, 11, 30);

/** Unix milliseconds, UTC. */
export const moment = z.int().min(0).max(latestMoment);

/** A half of a character, as cutting leaves it, becomes `\uFFFD`: the database would not give it back as it came. */
export const text = (least: number, most: number) =>
  z
    .string()
    .min(least)
    .max(most)
    .overwrite((given) => given.toWellFormed());

/** The agent program, such as `claude-code` or `codex`. Open, so that a new reporter can meet an older server. */
export const runtimeId = z.string().regex(/^[a-z][a-z0-9-]{1,39}$/);

/** A provider's id or one made of provider ids; never a path. */
export const providerId = text(1, 200);
