import type { Actor } from "../context.ts";

/** Who did it, for the record: a machine's token acts for its person; `""` is Stint itself. */
export const actorPerson = (actor: Actor) => (actor.type === "system" ? "" : actor.personId);
