import { and, desc, eq, isNull } from "drizzle-orm";
import { type Machine, tokenScope } from "#contract/team.ts";
import { auth_user } from "#worker/db/auth-schema.ts";
import type { Database } from "#worker/db/client.ts";
import { apiToken, machine } from "#worker/db/team-schema.ts";

/** Which machines: all of a workspace, or those of one person, or one. */
export type MachineFilter = {
  db: Database;
  workspaceId: string;
  personId?: string;
  machineId?: string;
};

/** The machines, newest first, with what their present token may do. A revoked one stays in the list. */
export async function listMachines(filter: MachineFilter): Promise<Machine[]> {
  const { db, workspaceId, personId, machineId } = filter;
  const rows = await db
    .select({
      machine,
      person: { id: auth_user.id, name: auth_user.name },
      scopes: apiToken.scopes,
      lastUsedAt: apiToken.lastUsedAt,
    })
    .from(machine)
    .innerJoin(auth_user, eq(auth_user.id, machine.personId))
    .leftJoin(apiToken, and(eq(apiToken.machineId, machine.id), isNull(apiToken.revokedAt)))
    .where(
      and(
        eq(machine.workspaceId, workspaceId),
        personId === undefined ? undefined : eq(machine.personId, personId),
        machineId === undefined ? undefined : eq(machine.id, machineId),
      ),
    )
    .orderBy(desc(machine.createdAt), desc(machine.id));
  return rows.map((row) => machineOf(row));
}

/** What the app calls the platform of a token that is no installation's. */
const telemetryPlatform = "otlp";

type Row = {
  machine: typeof machine.$inferSelect;
  person: Machine["person"];
  scopes: string[] | null;
  lastUsedAt: number | null;
};

function machineOf({ machine: row, person, scopes, lastUsedAt }: Row): Machine {
  return {
    id: row.id,
    kind: row.platform === telemetryPlatform ? "telemetry" : "reporter",
    name: row.name,
    platform: row.platform,
    reporterVersion: row.reporterVersion,
    person,
    scopes: tokenScope.array().parse(scopes ?? []),
    createdAt: isoOf(row.createdAt),
    lastUsedAt: lastUsedAt === null ? null : isoOf(lastUsedAt),
    lastUploadAt: row.lastUploadAt === null ? null : isoOf(row.lastUploadAt),
    skippedLines: row.skippedLines,
    skippedFiles: row.skippedFiles,
    revokedAt: row.revokedAt === null ? null : isoOf(row.revokedAt),
  };
}

const isoOf = (milliseconds: number) => new Date(milliseconds).toISOString();
