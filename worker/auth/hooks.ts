import type { Database } from "#worker/db/client.ts";
import { createFirstWorkspace } from "#worker/operations/team/create-first-workspace.ts";
import { nameFromEmail } from "#worker/operations/team/workspace-names.ts";

type NewUser = { name: string; email: string; image?: string | null | undefined };

/** The only pictures that our pages may load; whoever signs up by a code could name any. */
const isGithubAvatar = (image: NewUser["image"]) =>
  image?.startsWith("https://avatars.githubusercontent.com/") ?? false;

/** What happens beside the library's own work when somebody signs up or in. */
export const signInHooks = (db: Database) => ({
  user: {
    create: {
      before: async (user: NewUser) => ({
        data: {
          ...user,
          name: user.name.trim().slice(0, 60) || nameFromEmail(user.email),
          image: isGithubAvatar(user.image) ? user.image : null,
        },
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
