import { useMutation, useQueryClient } from "@tanstack/react-query";
import { createFileRoute, useRouter } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { Page } from "#web/components/page.tsx";
import { TimezoneField } from "#web/components/timezone-field.tsx";
import { Button } from "#web/components/ui/button.tsx";
import { Field } from "#web/components/ui/field.tsx";
import { Refusal } from "#web/components/ui/states.tsx";
import { accountQueries, saveWorkspace } from "#web/queries/account.ts";
import { costQueries } from "#web/queries/costs.ts";

export const Route = createFileRoute("/w/$workspace/settings/workspace")({
  component: WorkspacePage,
});

function WorkspacePage() {
  const { workspace } = Route.useRouteContext();
  const [name, setName] = useState(workspace.name);
  const [timezone, setTimezone] = useState(workspace.timezone);
  const save = useSave();
  const mayChange = workspace.role === "owner" || workspace.role === "admin";
  const isChanged = name !== workspace.name || timezone !== workspace.timezone;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ name, timezone });
  };
  return (
    <Page title="Workspace" lead={<p className="text-muted">Everybody in it sees these.</p>}>
      <form className="card grid max-w-xl gap-5 p-5" onSubmit={submit}>
        <Field
          label="Name"
          required
          maxLength={60}
          disabled={!mayChange}
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
        <TimezoneField value={timezone} disabled={!mayChange} onChange={setTimezone} />
        {mayChange ? (
          <div className="flex items-center gap-3">
            <Button type="submit" look="primary" disabled={!isChanged || save.isPending}>
              Save
            </Button>
            <p role="status" className="text-sm text-good">
              {save.isSuccess && !isChanged && "Saved"}
            </p>
            <Refusal error={save.error} />
          </div>
        ) : (
          <p className="text-sm text-muted">Owners and admins change these.</p>
        )}
      </form>
    </Page>
  );
}

/** Days begin elsewhere then, so every sum by the day is another. */
function useSave() {
  const { workspace } = Route.useParams();
  const client = useQueryClient();
  const router = useRouter();
  return useMutation({
    mutationFn: (patch: { name: string; timezone: string }) => saveWorkspace(workspace, patch),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: accountQueries.me().queryKey });
      await client.invalidateQueries({ queryKey: costQueries.all(workspace) });
      await router.invalidate();
    },
  });
}
