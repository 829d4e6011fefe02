import { z } from "zod";
import {
  type Invitation,
  invitation,
  invitationInput,
  type InvitationList,
  invitationList,
  type Member,
  member,
  type MemberList,
  memberList,
  roleChange,
} from "#contract/team.ts";
import { invitationMail } from "#worker/mail/invitation-mail.ts";
import { mailerOf, requireMail } from "#worker/mail/mailer.ts";
import { cancelInvitation } from "#worker/operations/team/cancel-invitation.ts";
import { changeRole } from "#worker/operations/team/change-role.ts";
import { createInvitation } from "#worker/operations/team/create-invitation.ts";
import { listInvitations } from "#worker/operations/team/list-invitations.ts";
import { listMembers } from "#worker/operations/team/list-members.ts";
import { removeMember } from "#worker/operations/team/remove-member.ts";
import { operationContext } from "../context.ts";
import { countAgainst } from "../limits.ts";
import { json, jsonBody, newRoutes, nothing, route } from "../route.ts";

const params = z.object({ slug: z.string() });
const oneMember = params.extend({ personId: z.string() });
const oneInvitation = params.extend({ id: z.string() });
const owner = { scope: "admin", role: "owner", workspace: "path" } as const;

/** /api/workspaces/{slug}/members and /invitations — who belongs to a workspace. Owners alone change that. */
export const memberRoutes = newRoutes()
  .openapi(
    route({
      method: "get",
      path: "/api/workspaces/{slug}/members",
      access: { scope: "read", role: "viewer", workspace: "path" },
      summary: "Everybody in the workspace",
      request: { params },
      responses: { 200: json(memberList, "In the order of joining.") },
    }),
    async (c) => {
      const items = await listMembers(operationContext(c));
      return c.json({ items } satisfies MemberList, 200);
    },
  )
  .openapi(
    route({
      method: "patch",
      path: "/api/workspaces/{slug}/members/{personId}",
      access: owner,
      summary: "Give a member another role",
      request: { params: oneMember, body: jsonBody(roleChange) },
      responses: { 200: json(member, "The member as they are now.") },
    }),
    async (c) => {
      const { personId } = c.req.valid("param");
      const changed = await changeRole(operationContext(c), { personId, ...c.req.valid("json") });
      return c.json(changed satisfies Member, 200);
    },
  )
  .openapi(
    route({
      method: "delete",
      path: "/api/workspaces/{slug}/members/{personId}",
      access: owner,
      summary: "Remove a member and end their machines' tokens",
      request: { params: oneMember },
      responses: { 204: nothing },
    }),
    async (c) => {
      await removeMember(operationContext(c), c.req.valid("param").personId);
      return c.body(null, 204);
    },
  )
  .openapi(
    route({
      method: "get",
      path: "/api/workspaces/{slug}/invitations",
      access: owner,
      summary: "Invitations that wait for an answer",
      request: { params },
      responses: { 200: json(invitationList, "Newest first.") },
    }),
    async (c) => {
      const items = await listInvitations(operationContext(c));
      return c.json({ items } satisfies InvitationList, 200);
    },
  )
  .openapi(
    route({
      method: "post",
      path: "/api/workspaces/{slug}/invitations",
      access: owner,
      summary: "Invite somebody by mail; inviting them again prolongs it and mails again",
      request: { params, body: jsonBody(invitationInput) },
      responses: { 201: json(invitation, "The invitation, with its link.") },
    }),
    async (c) => {
      const input = c.req.valid("json");
      requireMail(c.env);
      await countAgainst(c.env.SIGN_IN_LIMIT, `invite:${input.email}`);
      const made = await createInvitation(operationContext(c), input);
      await mailerOf(c.env)(invitationMail(made));
      return c.json(made satisfies Invitation, 201);
    },
  )
  .openapi(
    route({
      method: "delete",
      path: "/api/workspaces/{slug}/invitations/{id}",
      access: owner,
      summary: "Take an invitation back",
      request: { params: oneInvitation },
      responses: { 204: nothing },
    }),
    async (c) => {
      await cancelInvitation(operationContext(c), c.req.valid("param").id);
      return c.body(null, 204);
    },
  );
