import type { Database } from "#worker/db/client.ts";
import { createFirstWorkspace } from "#worker/operations/team/create-first-workspace.ts";
import { nameFromEmail } from "#worker/operations/team/workspace-names.ts";

/** What happens beside the library's own work when somebody signs up or in. */
export const signInHooks = (db: Database) => ({
  user: {
    create: {
      before: async (user: { name: string; email: string }) => ({
        data: { ...user, name: user.name.trim() || nameFromEmail(user.email) },
      }),
    },
  },
  session: {
    create: {
      // At every sign-in and not at sign-up alone, so that an interrupted first one is made good.
      after: async ({ userId }: { userId: string }) => createFirstWorkspace(db, userId),
    },
  },
});
