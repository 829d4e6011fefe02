import { and, eq, sql } from "drizzle-orm";
import type { Workspace } from "#contract/team.ts";
import { auth_organization } from "#worker/db/auth-schema.ts";
import { type StoredVibeRates, vibeRates } from "#worker/db/vibe-schema.ts";

/** Joins a workspace with its rates as they are now. */
export const latestRates = and(
  eq(vibeRates.workspaceId, auth_organization.id),
  eq(
    vibeRates.revision,
    sql`(SELECT max(revision) FROM ${vibeRates} WHERE workspace_id = ${auth_organization.id})`,
  ),
);

/** What screens need to show VIBE in place of dollars, where the workspace wants that. */
export const shownVibe = (rates: StoredVibeRates | null): Pick<Workspace, "vibe"> =>
  rates?.isShown ? { vibe: { usdPerVibe: rates.usdPerVibe } } : {};
