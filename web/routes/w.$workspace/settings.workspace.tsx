import { useQueryClient } from "@tanstack/react-query";
import { createFileRoute, useRouter } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { Page } from "#web/components/page.tsx";
import { Button } from "#web/components/ui/button.tsx";
import { Field, inputStyle } from "#web/components/ui/field.tsx";
import { accountQueries, saveWorkspace } from "#web/queries/account.ts";
import { costQueries } from "#web/queries/costs.ts";

export const Route = createFileRoute("/w/$workspace/settings/workspace")({
  component: WorkspacePage,
});

const timezones = Intl.supportedValuesOf("timeZone");

function WorkspacePage() {
  const { workspace } = Route.useRouteContext();
  const client = useQueryClient();
  const router = useRouter();
  const [name, setName] = useState(workspace.name);
  const [timezone, setTimezone] = useState(workspace.timezone);
  const [state, setState] = useState<"saved" | "saving" | string | null>(null);
  const mayChange = workspace.role === "owner" || workspace.role === "admin";
  const zones = timezones.includes(timezone) ? timezones : [timezone, ...timezones];
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setState("saving");
    try {
      await saveWorkspace(workspace.slug, { name, timezone });
      await client.invalidateQueries({ queryKey: accountQueries.me().queryKey });
      await client.invalidateQueries({ queryKey: costQueries.all(workspace.slug) });
      await router.invalidate();
      setState("saved");
    } catch (error) {
      setState(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <Page title="Workspace">
      <form className="card grid max-w-xl gap-5 p-5" onSubmit={(event) => void save(event)}>
        <Field
          label="Name"
          required
          maxLength={60}
          disabled={!mayChange}
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
        <label className="grid gap-1.5 text-sm font-medium">
          Time zone
          <select
            className={inputStyle}
            disabled={!mayChange}
            value={timezone}
            onChange={({ target }) => setTimezone(target.value)}
          >
            {zones.map((zone) => (
              <option key={zone}>{zone}</option>
            ))}
          </select>
          <span className="font-normal text-muted">Days, weeks and months begin here.</span>
        </label>
        {mayChange ? (
          <div className="flex items-center gap-3">
            <Button type="submit" look="primary" disabled={state === "saving"}>
              Save
            </Button>
            <p role="status" className={state === "saved" ? "text-good" : "text-danger"}>
              {state === "saving" ? "" : state === "saved" ? "Saved" : state}
            </p>
          </div>
        ) : (
          <p className="text-sm text-muted">Owners and admins change these.</p>
        )}
      </form>
    </Page>
  );
}
