import { createFileRoute, redirect } from "@tanstack/react-router";
import { requireSignIn } from "#web/lib/require-sign-in.ts";
import { Empty } from "#web/components/ui/states.tsx";

/** Leads to the workspace that was looked at last. */
export const Route = createFileRoute("/")({
  beforeLoad: async ({ context, location }) => {
    const { workspaces } = await requireSignIn(context.queryClient, location.href);
    const last = localStorage.getItem("stint-workspace");
    const known = workspaces.find(({ slug }) => slug === last) ?? workspaces[0];
    if (known) throw redirect({ to: "/w/$workspace", params: { workspace: known.slug } });
  },
  component: () => (
    <main>
      <Empty title="You belong to no workspace">Ask its owner for an invitation.</Empty>
    </main>
  ),
});
