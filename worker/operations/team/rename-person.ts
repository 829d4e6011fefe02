import { eq } from "drizzle-orm";
import type { MePatch } from "#contract/team.ts";
import { auth_user } from "#worker/db/auth-schema.ts";
import type { Person, PersonContext } from "../context.ts";

/** Changes what the others see the person called. */
export async function renamePerson(
  { db, person }: PersonContext,
  { name }: MePatch,
): Promise<Person> {
  await db.update(auth_user).set({ name }).where(eq(auth_user.id, person.id));
  return { ...person, name };
}
