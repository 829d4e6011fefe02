import type { Workspace, WorkspaceInput } from "#contract/team.ts";
import { auth_member, auth_organization } from "#worker/db/auth-schema.ts";
import { workspaceSetting } from "#worker/db/team-schema.ts";
import { AppError } from "#worker/errors.ts";
import type { PersonContext } from "../context.ts";
import { isUniqueViolation } from "./is-unique-violation.ts";
import { newId } from "./new-id.ts";
import { distinctSlug, slugOf } from "./workspace-names.ts";

/** Makes a workspace that the person owns. A slug of their choice that is taken is a conflict. */
export async function createWorkspace(
  ctx: PersonContext,
  input: WorkspaceInput,
): Promise<Workspace> {
  const { name, timezone = "UTC" } = input;
  const id = newId("wsp");
  const wanted = input.slug ?? slugOf(name);
  try {
    await insert(ctx, { id, name, timezone, slug: wanted });
    return { id, name, timezone, slug: wanted, role: "owner" };
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    if (input.slug) throw new AppError("conflict", `The address "${wanted}" is taken.`);
  }
  const slug = distinctSlug(wanted);
  await insert(ctx, { id, name, timezone, slug });
  return { id, name, timezone, slug, role: "owner" };
}

type NewWorkspace = { id: string; name: string; slug: string; timezone: string };

async function insert({ db, now, person }: PersonContext, made: NewWorkspace): Promise<void> {
  const { id, name, slug, timezone } = made;
  const createdAt = new Date(now);
  await db.batch([
    db.insert(auth_organization).values({ id, name, slug, createdAt }),
    db.insert(auth_member).values({
      id: newId("mem"),
      organizationId: id,
      userId: person.id,
      role: "owner",
      createdAt,
    }),
    db.insert(workspaceSetting).values({ workspaceId: id, timezone }),
  ]);
}
