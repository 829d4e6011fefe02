import type { QueryClient } from "@tanstack/react-query";
import { redirect } from "@tanstack/react-router";
import { accountQueries } from "#web/queries/account.ts";
import { ApiError } from "./api.ts";

/** Who is signed in; leads to the sign-in page, and back here afterwards, where nobody is. */
export async function requireSignIn(client: QueryClient, href: string) {
  try {
    return await client.ensureQueryData(accountQueries.me());
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) {
      throw redirect({ to: "/login", search: { to: href } });
    }
    throw error;
  }
}
