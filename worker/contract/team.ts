import { z } from "zod";

export const role = z.enum(["owner", "admin", "member", "viewer"]);

/** What a token may do: send logs, read figures, change the plan, change settings. */
export const tokenScope = z.enum(["ingest", "read", "plan", "admin"]);

export const timezone = z
  .string()
  .max(60)
  .refine((zone) => isTimezone(zone), "is not an IANA time zone, such as Europe/Berlin");

const slug = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?$/);

export const workspace = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  timezone: z.string(),
  role,
});
export const workspaceList = z.object({ items: z.array(workspace) });
export const workspaceInput = z.object({
  name: z.string().trim().min(1).max(60),
  slug: slug.optional(),
  timezone: timezone.optional(),
});
export const workspacePatch = z.object({
  name: z.string().trim().min(1).max(60).optional(),
  timezone: timezone.optional(),
});

/** Who is calling: a person (cookie) or a token (then `workspaces` holds the token's one alone). */
export const me = z.object({
  person: z.object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    image: z.string().nullable(),
  }),
  workspaces: z.array(workspace),
  token: z
    .object({
      id: z.string(),
      machineId: z.string(),
      machineName: z.string(),
      scopes: z.array(tokenScope),
    })
    .nullable(),
});

export const member = z.object({
  personId: z.string(),
  name: z.string(),
  email: z.string(),
  image: z.string().nullable(),
  role,
  joinedAt: z.iso.datetime(),
});
export const memberList = z.object({ items: z.array(member) });

/** A reporter installation that a person approved. */
export const machine = z.object({
  id: z.string(),
  name: z.string(),
  platform: z.string(),
  reporterVersion: z.string().nullable(),
  person: z.object({ id: z.string(), name: z.string() }),
  scopes: z.array(tokenScope),
  createdAt: z.iso.datetime(),
  /** To the minute. */
  lastUsedAt: z.iso.datetime().nullable(),
  lastUploadAt: z.iso.datetime().nullable(),
  skippedLines: z.int(),
  skippedFiles: z.int(),
  revokedAt: z.iso.datetime().nullable(),
});
export const machineList = z.object({ items: z.array(machine) });

export const machineTokenInput = z.object({
  /** A random id that the installation keeps; the same key replaces the machine's token. */
  machineKey: z.string().min(8).max(100),
  name: z.string().trim().min(1).max(100),
  platform: z.string().max(60),
  reporterVersion: z.string().max(40).optional(),
  scopes: z.array(tokenScope).min(1).max(4),
  /** The device flow's user code: its approval named the workspace. Without it the `X-Workspace` header does. */
  userCode: z.string().max(40).optional(),
});

/** What the approval page sends: the code that the machine shows, and the workspace it is let into. */
export const deviceApproval = z.object({
  userCode: z.string().max(40),
  workspace: z.string().max(60),
});

/** The token is shown this once; only its SHA-256 is kept. */
export const machineToken = z.object({ token: z.string(), machine, workspace });

function isTimezone(zone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: zone }));
  } catch {
    return false;
  }
}

export type Role = z.infer<typeof role>;
export type TokenScope = z.infer<typeof tokenScope>;
export type Workspace = z.infer<typeof workspace>;
export type WorkspaceList = z.infer<typeof workspaceList>;
export type WorkspaceInput = z.infer<typeof workspaceInput>;
export type WorkspacePatch = z.infer<typeof workspacePatch>;
export type Me = z.infer<typeof me>;
export type Member = z.infer<typeof member>;
export type MemberList = z.infer<typeof memberList>;
export type Machine = z.infer<typeof machine>;
export type MachineList = z.infer<typeof machineList>;
export type MachineTokenInput = z.infer<typeof machineTokenInput>;
export type DeviceApproval = z.infer<typeof deviceApproval>;
export type MachineToken = z.infer<typeof machineToken>;
