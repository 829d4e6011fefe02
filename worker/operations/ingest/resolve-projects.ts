import { and, eq, or, sql } from "drizzle-orm";
import type { ProjectFacts } from "#contract/ingest.ts";
import { eachOf, insertRows } from "#worker/db/json-rows.ts";
import { project } from "#worker/db/schema.ts";
import { projectIdOf, slugOf } from "#worker/domain/stable-ids.ts";
import type { OperationContext } from "../context.ts";

export type ProjectRow = typeof project.$inferSelect;

/** The names of projects that are told of (`facts`) or known by id, and rows for those that are new. */
export async function resolveProjects(
  ctx: OperationContext,
  { facts, known = [] }: { facts: ProjectFacts[]; known?: string[] },
) {
  const { workspaceId } = ctx.actor;
  const named = new Map(facts.map((one) => [projectIdOf(workspaceId, one.key), one]));
  const ids = [...new Set([...named.keys(), ...known])];
  const slugs = [...named.values()].map((one) => slugOf(one.name));
  const stored = await readProjects(ctx, { ids, slugs });
  const projectNames = new Map(stored.map(({ id, name }) => [id, name]));
  const taken = new Set(stored.map(({ slug }) => slug));
  const newProjects: ProjectRow[] = [];
  for (const [id, { key, name }] of named) {
    if (projectNames.has(id)) continue;
    const slug = freeSlug(slugOf(name), { id, taken });
    taken.add(slug);
    projectNames.set(id, name);
    newProjects.push({ id, workspaceId, key, name, slug, createdAt: ctx.now });
  }
  return { projectNames, newProjects };
}

/** Somebody else may have taken the slug since: see `lostRace`. */
export const insertProjects = (rows: ProjectRow[]) =>
  insertRows(project, rows, sql`ON CONFLICT (id) DO NOTHING`);

/** A slug that another project has gets a part of the project's own id. */
function freeSlug(slug: string, { id, taken }: { id: string; taken: Set<string> }): string {
  if (!taken.has(slug)) return slug;
  const ending = id
    .slice(4, 12)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "0");
  return `${slug}-${ending}`;
}

async function readProjects(
  { db, actor }: OperationContext,
  { ids, slugs }: { ids: string[]; slugs: string[] },
) {
  return db
    .select({ id: project.id, name: project.name, slug: project.slug })
    .from(project)
    .where(
      and(
        eq(project.workspaceId, actor.workspaceId),
        or(
          sql`${project.id} IN (SELECT value FROM ${eachOf(ids)})`,
          sql`${project.slug} IN (SELECT value FROM ${eachOf(slugs)})`,
        ),
      ),
    );
}
