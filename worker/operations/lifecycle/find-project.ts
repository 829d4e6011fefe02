import { and, eq, or, sql } from "drizzle-orm";
import type { SessionStart } from "#contract/session-changes.ts";
import { project } from "#worker/db/schema.ts";
import { projectIdOf } from "#worker/domain/stable-ids.ts";
import { notFound } from "#worker/errors.ts";
import type { OperationContext } from "../context.ts";
import { type ProjectRow, resolveProjects } from "../ingest/resolve-projects.ts";

type Found = {
  /** `""` for what belongs to no project. */
  id: string;
  name: string;
  /** The row to be stored where nobody had told of the project. */
  added?: ProjectRow | undefined;
};

/** The project that somebody names; what an upload of it would make, where they tell its key and name. */
export async function findProject(
  ctx: OperationContext,
  named: SessionStart["project"],
): Promise<Found> {
  if (named === null) return { id: "", name: "Session" };
  if (typeof named === "string") return findByName(ctx, named);
  const { projectNames, newProjects } = await resolveProjects(ctx, { facts: [named] });
  const id = projectIdOf(ctx.actor.workspaceId, named.key);
  return { id, name: projectNames.get(id) ?? named.name, added: newProjects[0] };
}

async function findByName({ db, actor }: OperationContext, name: string): Promise<Found> {
  const [row] = await db
    .select({ id: project.id, name: project.name })
    .from(project)
    .where(
      and(
        eq(project.workspaceId, actor.workspaceId),
        or(eq(project.slug, name), eq(project.id, name), eq(project.key, name)),
      ),
    )
    .orderBy(sql`${project.slug} = ${name} DESC`)
    .limit(1);
  if (!row) throw notFound("project");
  return row;
}
