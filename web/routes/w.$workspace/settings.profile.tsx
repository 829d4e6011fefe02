import { useMutation, useQueryClient } from "@tanstack/react-query";
import { createFileRoute, useRouter } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { Page } from "#web/components/page.tsx";
import { Button } from "#web/components/ui/button.tsx";
import { Confirm } from "#web/components/ui/confirm.tsx";
import { Field } from "#web/components/ui/field.tsx";
import { Refusal } from "#web/components/ui/states.tsx";
import { leaveWorkspace, rename } from "#web/queries/account.ts";

export const Route = createFileRoute("/w/$workspace/settings/profile")({ component: ProfilePage });

function ProfilePage() {
  return (
    <Page title="Profile" lead={<p className="text-muted">You, in every workspace.</p>}>
      <NameForm />
      <Leave />
    </Page>
  );
}

function NameForm() {
  const { me } = Route.useRouteContext();
  const { workspace } = Route.useParams();
  const [name, setName] = useState(me.person.name);
  const client = useQueryClient();
  const router = useRouter();
  const save = useMutation({
    mutationFn: () => rename(client, name.trim()),
    onSuccess: async () => {
      // Members, machines and sessions are told with people's names.
      await client.invalidateQueries({ queryKey: ["w", workspace] });
      await router.invalidate();
    },
  });
  const isChanged = name.trim() !== me.person.name;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form className="card grid max-w-xl gap-5 p-5" onSubmit={submit}>
      <Field
        label="Name"
        hint="What the others see beside your sessions."
        required
        maxLength={60}
        autoComplete="name"
        value={name}
        onChange={({ target }) => setName(target.value)}
      />
      <Field label="E-mail" hint="You sign in with it." value={me.person.email} readOnly />
      <div className="flex items-center gap-3">
        <Button
          type="submit"
          look="primary"
          disabled={!isChanged || !name.trim() || save.isPending}
        >
          Save
        </Button>
        <p role="status" className="text-sm text-good">
          {save.isSuccess && !isChanged && "Saved"}
        </p>
        <Refusal error={save.error} />
      </div>
    </form>
  );
}

function Leave() {
  const { workspace } = Route.useRouteContext();
  const client = useQueryClient();
  const navigate = Route.useNavigate();
  const leave = async () => {
    await leaveWorkspace(client, workspace.slug);
    await navigate({ to: "/" });
  };
  return (
    <section className="card grid max-w-xl gap-3 p-5" aria-label="Leave this workspace">
      <h2 className="font-medium">Leave this workspace</h2>
      <p className="text-muted">
        You no longer see <bdi>{workspace.name}</bdi>, and your machines stop sending to it. What
        they have sent stays.
      </p>
      <div>
        <Confirm
          trigger={<Button look="danger">Leave</Button>}
          title={`Leave ${workspace.name}?`}
          says="Your machines' tokens stop working at once. An owner can invite you again."
          action="Leave"
          onConfirm={leave}
        />
      </div>
    </section>
  );
}
