import { type QueryClient, queryOptions } from "@tanstack/react-query";
import type { ReceivedInvitation, Workspace } from "#contract/team.ts";
import { callApi, sendApi } from "#web/lib/api.ts";
import { accountQueries } from "./account.ts";

const pathOf = (id: string) => `/api/invitations/${encodeURIComponent(id)}`;

export const invitationQueries = {
  one: (id: string) =>
    queryOptions({
      queryKey: ["invitation", id],
      queryFn: () => callApi<ReceivedInvitation>(pathOf(id)),
    }),
};

/** Joins the workspace, which is then one of the person's. */
export async function acceptInvitation(client: QueryClient, id: string): Promise<Workspace> {
  const workspace = await callApi<Workspace>(`${pathOf(id)}/accept`, { method: "POST" });
  client.removeQueries({ queryKey: accountQueries.me().queryKey });
  return workspace;
}

export const declineInvitation = (id: string) =>
  sendApi(`${pathOf(id)}/decline`, { method: "POST" });
