import { createFileRoute, Link, redirect } from "@tanstack/react-router";
import { FrontPage } from "#web/components/front-page.tsx";
import { Opening } from "#web/components/opening.tsx";
import { SignOut } from "#web/components/sign-out.tsx";
import { buttonStyle } from "#web/components/ui/button.tsx";
import { requireSignIn } from "#web/lib/require-sign-in.ts";

/** Leads to the workspace that was looked at last. */
export const Route = createFileRoute("/")({
  beforeLoad: async ({ context, location }) => {
    const me = await requireSignIn(context.queryClient, location.href);
    const last = localStorage.getItem("stint-workspace");
    const known = me.workspaces.find(({ slug }) => slug === last) ?? me.workspaces[0];
    if (known) throw redirect({ to: "/w/$workspace", params: { workspace: known.slug } });
    return { me };
  },
  component: NoWorkspace,
  pendingComponent: Opening,
  pendingMs: 300,
});

function NoWorkspace() {
  const { me } = Route.useRouteContext();
  return (
    <FrontPage title="No workspace" below={<SignOut email={me.person.email} />}>
      <div className="grid gap-5">
        <div className="grid gap-1">
          <h1 className="text-xl font-semibold tracking-tight">You belong to no workspace</h1>
          <p className="text-muted">
            Open the invitation that you were sent, ask an owner for one, or make a workspace of
            your own.
          </p>
        </div>
        <Link to="/new" className={buttonStyle({ look: "primary", size: "medium" })}>
          Make a workspace
        </Link>
      </div>
    </FrontPage>
  );
}
