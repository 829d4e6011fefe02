import { and, eq, gt, sql } from "drizzle-orm";
import {
  auth_invitation,
  auth_member,
  auth_organization,
  auth_user,
} from "#worker/db/auth-schema.ts";
import type { Database } from "#worker/db/client.ts";
import { isUniqueViolation } from "./is-unique-violation.ts";
import { newId } from "./new-id.ts";
import { distinctSlug, firstWorkspaceName, slugOf } from "./workspace-names.ts";

/**
 * Gives somebody who belongs nowhere a workspace of their own. Not to those who are invited: they came to join
 * another one. Safe to repeat, and at the same time: each statement asks again whether it is still needed.
 */
export async function createFirstWorkspace(db: Database, personId: string): Promise<void> {
  const person = await findHomeless(db, personId);
  if (!person) return;

  const slug = slugOf(person.name);
  try {
    await insert(db, { personId, slug, name: firstWorkspaceName(person.name) });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const name = firstWorkspaceName(person.name);
    await insert(db, { personId, name, slug: distinctSlug(slug) });
  }
}

type FirstWorkspace = { personId: string; name: string; slug: string };

async function insert(db: Database, { personId, name, slug }: FirstWorkspace): Promise<void> {
  const now = Date.now();
  const id = newId("wsp");
  const isHomeless = sql`NOT EXISTS (SELECT 1 FROM ${auth_member} WHERE user_id = ${personId})`;
  await db.batch([
    // Columns in the order of the table: id, name, slug, logo, created_at, metadata.
    db
      .insert(auth_organization)
      .select(sql`SELECT ${id}, ${name}, ${slug}, NULL, ${now}, NULL WHERE ${isHomeless}`),
    // id, organization_id, user_id, role, created_at.
    db
      .insert(auth_member)
      .select(
        sql`SELECT ${newId("mem")}, id, ${personId}, 'owner', ${now} FROM ${auth_organization} WHERE id = ${id}`,
      ),
  ]);
}

/** The person, where they have neither a workspace nor an open invitation into one. */
async function findHomeless(db: Database, personId: string) {
  const [person] = await db
    .select({ name: auth_user.name, memberId: auth_member.id, invitationId: auth_invitation.id })
    .from(auth_user)
    .leftJoin(auth_member, eq(auth_member.userId, auth_user.id))
    .leftJoin(
      auth_invitation,
      and(
        eq(auth_invitation.email, auth_user.email),
        eq(auth_invitation.status, "pending"),
        gt(auth_invitation.expiresAt, new Date()),
      ),
    )
    .where(eq(auth_user.id, personId))
    .limit(1);
  return person?.memberId === null && person.invitationId === null ? person : undefined;
}
