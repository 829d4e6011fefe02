import { queryOptions } from "@tanstack/react-query";
import type {
  Invitation,
  InvitationInput,
  InvitationList,
  MemberList,
  Role,
} from "#contract/team.ts";
import { callApi, sendApi } from "#web/lib/api.ts";

const pathOf = (workspace: string) => `/api/workspaces/${workspace}`;

export const memberQueries = {
  list: (workspace: string) =>
    queryOptions({
      queryKey: ["w", workspace, "members"],
      queryFn: () => callApi<MemberList>(`${pathOf(workspace)}/members`),
    }),
  invitations: (workspace: string) =>
    queryOptions({
      queryKey: ["w", workspace, "invitations"],
      queryFn: () => callApi<InvitationList>(`${pathOf(workspace)}/invitations`),
    }),
};

export const invite = (workspace: string, body: InvitationInput) =>
  callApi<Invitation>(`${pathOf(workspace)}/invitations`, { method: "POST", body });

export const cancelInvitation = (workspace: string, id: string) =>
  sendApi(`${pathOf(workspace)}/invitations/${encodeURIComponent(id)}`, { method: "DELETE" });

export const changeRole = (workspace: string, personId: string, role: Role) =>
  sendApi(`${pathOf(workspace)}/members/${encodeURIComponent(personId)}`, {
    method: "PATCH",
    body: { role },
  });

export const removeMember = (workspace: string, personId: string) =>
  sendApi(`${pathOf(workspace)}/members/${encodeURIComponent(personId)}`, { method: "DELETE" });
