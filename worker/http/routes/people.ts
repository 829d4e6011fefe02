import { z } from "zod";
import {
  type Me,
  me,
  mePatch,
  type ReceivedInvitation,
  receivedInvitation,
  type ReceivedInvitationList,
  receivedInvitationList,
  type Workspace,
  workspace,
} from "#contract/team.ts";
import { acceptInvitation, declineInvitation } from "#worker/operations/team/answer-invitation.ts";
import { renamePerson } from "#worker/operations/team/rename-person.ts";
import {
  listReceivedInvitations,
  readReceivedInvitation,
} from "#worker/operations/team/list-received-invitations.ts";
import { personContext } from "../context.ts";
import { describeCaller } from "../describe-caller.ts";
import { json, jsonBody, newRoutes, nothing, route } from "../route.ts";

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
    async (c) => c.json((await describeCaller(c)) satisfies Me, 200),
  )
  .openapi(
    route({
      method: "patch",
      path: "/api/me",
      access: "person",
      summary: "Change the name that the others see",
      request: { body: jsonBody(mePatch) },
      responses: { 200: json(me, "The person as they are now.") },
    }),
    async (c) => {
      const person = await renamePerson(personContext(c), c.req.valid("json"));
      return c.json({ ...(await describeCaller(c)), person } satisfies Me, 200);
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
