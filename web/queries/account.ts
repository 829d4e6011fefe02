import { queryOptions } from "@tanstack/react-query";
import { me, signInMethods, type Workspace } from "#contract/team.ts";
import { callApi, sendApi } from "#web/lib/api.ts";

export const accountQueries = {
  me: () => queryOptions({ queryKey: ["me"], queryFn: () => callApi("/api/me", me), retry: false }),
  signInMethods: () =>
    queryOptions({
      queryKey: ["sign-in-methods"],
      queryFn: () => callApi("/api/sign-in-methods", signInMethods),
      staleTime: Infinity,
    }),
};

export const requestCode = (email: string) =>
  sendApi("/api/auth/email-otp/send-verification-otp", {
    method: "POST",
    body: { email, type: "sign-in" },
  });

export const signInWithCode = (email: string, otp: string) =>
  sendApi("/api/auth/sign-in/email-otp", { method: "POST", body: { email, otp } });

export const signOut = () => sendApi("/api/auth/sign-out", { method: "POST" });

/** Leads to GitHub, and from there back to `to`. */
export async function signInWithGithub(to: string): Promise<void> {
  const response = await fetch("/api/auth/sign-in/social", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ provider: "github", callbackURL: to }),
  });
  const { url }: { url?: string } = await response.json();
  if (url) location.assign(url);
}

export const saveWorkspace = (slug: string, patch: Partial<Pick<Workspace, "name" | "timezone">>) =>
  sendApi(`/api/workspaces/${slug}`, { method: "PATCH", body: patch });
