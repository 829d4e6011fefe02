import { useMutation, useQueryClient } from "@tanstack/react-query";
import { createFileRoute, Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { FrontPage } from "#web/components/front-page.tsx";
import { Opening } from "#web/components/opening.tsx";
import { SignOut } from "#web/components/sign-out.tsx";
import { TimezoneField } from "#web/components/timezone-field.tsx";
import { Button, buttonStyle } from "#web/components/ui/button.tsx";
import { Field } from "#web/components/ui/field.tsx";
import { Refusal } from "#web/components/ui/states.tsx";
import { requireSignIn } from "#web/lib/require-sign-in.ts";
import { useFocus } from "#web/lib/use-focus.ts";
import { createWorkspace } from "#web/queries/account.ts";

export const Route = createFileRoute("/new")({
  beforeLoad: async ({ context, location }) => ({
    me: await requireSignIn(context.queryClient, location.href),
  }),
  component: NewWorkspacePage,
  pendingComponent: Opening,
  pendingMs: 300,
});

function NewWorkspacePage() {
  const { me } = Route.useRouteContext();
  return (
    <FrontPage title="New workspace" below={<SignOut email={me.person.email} />}>
      <NewWorkspace hasOthers={me.workspaces.length > 0} />
    </FrontPage>
  );
}

function NewWorkspace({ hasOthers }: { hasOthers: boolean }) {
  const field = useFocus();
  const [name, setName] = useState("");
  const [timezone, setTimezone] = useState(
    () => new Intl.DateTimeFormat().resolvedOptions().timeZone,
  );
  const client = useQueryClient();
  const navigate = Route.useNavigate();
  const make = useMutation({
    mutationFn: () => createWorkspace(client, { name: name.trim(), timezone }),
    onSuccess: ({ slug }) => navigate({ to: "/w/$workspace", params: { workspace: slug } }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate();
  };
  return (
    <form className="grid gap-5" onSubmit={submit}>
      <div className="grid gap-1">
        <h1 className="text-xl font-semibold tracking-tight">Make a workspace</h1>
        <p className="text-muted">You own it. Nobody else sees it until you invite them.</p>
      </div>
      <Field
        ref={field}
        label="Name"
        required
        maxLength={60}
        value={name}
        onChange={({ target }) => setName(target.value)}
      />
      <TimezoneField value={timezone} onChange={setTimezone} />
      <Refusal error={make.error} />
      <div className="flex gap-2">
        <Button
          type="submit"
          look="primary"
          size="medium"
          className="flex-1"
          disabled={make.isPending || !name.trim()}
        >
          Make it
        </Button>
        {hasOthers && (
          <Link to="/" className={buttonStyle({ size: "medium" })}>
            Cancel
          </Link>
        )}
      </div>
    </form>
  );
}
