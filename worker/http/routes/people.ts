import { z } from "zod";
import {
  type Me,
  me,
  type ReceivedInvitation,
  receivedInvitation,
  type ReceivedInvitationList,
  receivedInvitationList,
  type Workspace,
  workspace,
} from "#contract/team.ts";
import { acceptInvitation, declineInvitation } from "#worker/operations/team/answer-invitation.ts";
import {
  listReceivedInvitations,
  readReceivedInvitation,
} from "#worker/operations/team/list-received-invitations.ts";
import { callerOf, personContext } from "../context.ts";
import { visibleWorkspaces } from "../visible-workspaces.ts";
import { json, newRoutes, nothing, route } from "../route.ts";

const oneInvitation = { params: z.object({ id: z.string() }) };

/** /api/me, /api/invitations — what concerns the person who calls, whatever the workspace. */
export const peopleRoutes = newRoutes()
  .openapi(
    route({
      method: "get",
      path: "/api/me",
      access: "caller",
      summary: "Who is calling, and the workspaces they belong to",
      responses: { 200: json(me, "A person, or the person behind a token.") },
    }),
    async (c) => {
      const caller = callerOf(c);
      const workspaces = await visibleWorkspaces(c);
      const token =
        caller.type === "person"
          ? null
          : {
              id: caller.actor.tokenId,
              machineId: caller.machine.id,
              machineName: caller.machine.name,
              scopes: caller.scopes,
            };
      return c.json({ person: caller.person, workspaces, token } satisfies Me, 200);
    },
  )
  .openapi(
    route({
      method: "get",
      path: "/api/invitations",
      access: "person",
      summary: "Open invitations to the address of the person who calls",
      responses: { 200: json(receivedInvitationList, "Newest first.") },
    }),
    async (c) => {
      const items = await listReceivedInvitations(personContext(c));
      return c.json({ items } satisfies ReceivedInvitationList, 200);
    },
  )
  .openapi(
    route({
      method: "get",
      path: "/api/invitations/{id}",
      access: "person",
      summary: "One open invitation, to the person whom it is for",
      request: oneInvitation,
      responses: { 200: json(receivedInvitation, "The invitation.") },
    }),
    async (c) => {
      const found = await readReceivedInvitation(personContext(c), c.req.valid("param").id);
      return c.json(found satisfies ReceivedInvitation, 200);
    },
  )
  .openapi(
    route({
      method: "post",
      path: "/api/invitations/{id}/accept",
      access: "person",
      summary: "Join the workspace that an invitation names",
      request: oneInvitation,
      responses: { 200: json(workspace, "The workspace, now one of theirs.") },
    }),
    async (c) => {
      const joined = await acceptInvitation(personContext(c), c.req.valid("param").id);
      return c.json(joined satisfies Workspace, 200);
    },
  )
  .openapi(
    route({
      method: "post",
      path: "/api/invitations/{id}/decline",
      access: "person",
      summary: "Say no to an invitation",
      request: oneInvitation,
      responses: { 204: nothing },
    }),
    async (c) => {
      await declineInvitation(personContext(c), c.req.valid("param").id);
      return c.body(null, 204);
    },
  );
