import { type QueryClient, queryOptions } from "@tanstack/react-query";
import type {
  Me,
  SignInMethods,
  Workspace,
  WorkspaceInput,
  WorkspacePatch,
} from "#contract/team.ts";
import { callApi, sendApi } from "#web/lib/api.ts";

export const accountQueries = {
  me: () => queryOptions({ queryKey: ["me"], queryFn: () => callApi<Me>("/api/me"), retry: false }),
  signInMethods: () =>
    queryOptions({
      queryKey: ["sign-in-methods"],
      queryFn: () => callApi<SignInMethods>("/api/sign-in-methods"),
      staleTime: Infinity,
    }),
};

export const requestCode = (email: string) =>
  sendApi("/api/auth/email-otp/send-verification-otp", {
    method: "POST",
    body: { email, type: "sign-in" },
  });

export async function signInWithCode(client: QueryClient, email: string, otp: string) {
  await sendApi("/api/auth/sign-in/email-otp", { method: "POST", body: { email, otp } });
  client.clear();
}

/** Nothing of one person's is left for the next one. */
export async function signOut(client: QueryClient): Promise<void> {
  await sendApi("/api/auth/sign-out", { method: "POST" });
  client.clear();
}

/** Leads to GitHub, and from there back to `to`. */
export async function signInWithGithub(to: string): Promise<void> {
  const { url } = await callApi<{ url?: string }>("/api/auth/sign-in/social", {
    method: "POST",
    body: { provider: "github", callbackURL: to },
  });
  if (url) location.assign(url);
}

export const saveWorkspace = (slug: string, patch: WorkspacePatch) =>
  sendApi(`/api/workspaces/${slug}`, { method: "PATCH", body: patch });

/** What is known of the person is asked anew then: the workspace is one of theirs. */
export async function createWorkspace(client: QueryClient, input: WorkspaceInput) {
  const made = await callApi<Workspace>("/api/workspaces", { method: "POST", body: input });
  client.removeQueries({ queryKey: accountQueries.me().queryKey });
  return made;
}

export async function leaveWorkspace(client: QueryClient, slug: string): Promise<void> {
  await sendApi(`/api/workspaces/${slug}/leave`, { method: "POST" });
  client.removeQueries({ queryKey: accountQueries.me().queryKey });
}

export async function rename(client: QueryClient, name: string): Promise<void> {
  const me = await callApi<Me>("/api/me", { method: "PATCH", body: { name } });
  client.setQueryData(accountQueries.me().queryKey, me);
}
