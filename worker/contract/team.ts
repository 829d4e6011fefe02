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
  /** There where the workspace shows VIBE in place of dollars. */
  vibe: z.object({ usdPerVibe: z.number() }).optional(),
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

/** What somebody may change about themselves. */
export const mePatch = z.object({ name: z.string().trim().min(1).max(60) });

export const member = z.object({
  personId: z.string(),
  name: z.string(),
  email: z.string(),
  image: z.string().nullable(),
  role,
  joinedAt: z.iso.datetime(),
});
export const memberList = z.object({ items: z.array(member) });

export const roleChange = z.object({ role });

export const invitationInput = z.object({ email: z.email().max(200).toLowerCase(), role });

/** An invitation that was not answered yet, as the workspace's owners see it. */
export const invitation = z.object({
  id: z.string(),
  email: z.string(),
  role,
  workspace: z.object({ name: z.string(), slug: z.string() }),
  invitedBy: z.object({ id: z.string(), name: z.string() }),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  /** Where its recipient accepts it, for those who would rather send it themselves. */
  link: z.string(),
});
export const invitationList = z.object({ items: z.array(invitation) });

/** An invitation as the person sees it whom it is for. */
export const receivedInvitation = z.object({
  id: z.string(),
  role,
  workspace: z.object({ name: z.string(), slug: z.string() }),
  invitedBy: z.object({ name: z.string() }),
  expiresAt: z.iso.datetime(),
});
export const receivedInvitationList = z.object({ items: z.array(receivedInvitation) });

/** Which ways to sign in this deployment offers. */
export const signInMethods = z.object({
  github: z.boolean(),
  emailCode: z.boolean(),
  /** A run on somebody's own machine, where mail is shown on /local/mailbox. */
  local: z.boolean(),
});

/** A reporter installation that a person approved, or a token for agents' own telemetry. */
export const machine = z.object({
  id: z.string(),
  /** A server of before answers without it. */
  kind: z.enum(["reporter", "telemetry"]).default("reporter"),
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

/** What the approval page shows of a code that somebody typed. */
export const deviceRequest = z.object({
  userCode: z.string(),
  machineName: z.string(),
  scopes: z.array(tokenScope),
  expiresAt: z.iso.datetime(),
});

export const deviceDenial = z.object({ userCode: z.string().max(40) });

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
export type MePatch = z.infer<typeof mePatch>;
export type Member = z.infer<typeof member>;
export type MemberList = z.infer<typeof memberList>;
export type RoleChange = z.infer<typeof roleChange>;
export type InvitationInput = z.infer<typeof invitationInput>;
export type Invitation = z.infer<typeof invitation>;
export type InvitationList = z.infer<typeof invitationList>;
export type ReceivedInvitation = z.infer<typeof receivedInvitation>;
export type ReceivedInvitationList = z.infer<typeof receivedInvitationList>;
export type SignInMethods = z.infer<typeof signInMethods>;
export type Machine = z.infer<typeof machine>;
export type MachineList = z.infer<typeof machineList>;
export type MachineTokenInput = z.infer<typeof machineTokenInput>;
export type DeviceApproval = z.infer<typeof deviceApproval>;
export type DeviceRequest = z.infer<typeof deviceRequest>;
export type DeviceDenial = z.infer<typeof deviceDenial>;
export type MachineToken = z.infer<typeof machineToken>;
