import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Button } from "#web/components/ui/button.tsx";
import { Field } from "#web/components/ui/field.tsx";
import { Refusal } from "#web/components/ui/states.tsx";
import { createTelemetryToken, machineQueries } from "#web/queries/machines.ts";

type TelemetryTokenProps = {
  workspace: string;
  token: string | null;
  onToken: (token: string) => void;
};

/** Makes the token that stands in the lines below. */
export function TelemetryToken({ workspace, token, onToken }: TelemetryTokenProps) {
  const [name, setName] = useState("OTLP");
  const client = useQueryClient();
  const create = useMutation({
    mutationFn: () => createTelemetryToken(workspace, name.trim()),
    onSuccess: (made) => {
      onToken(made.token);
      return client.invalidateQueries({ queryKey: machineQueries.list(workspace).queryKey });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  if (token) {
    return (
      <p role="status" className="rounded-lg bg-accent-soft px-3 py-2 text-sm">
        The token is in the lines below. It is shown this once: copy them before you leave this
        page. It may send usage and read nothing; revoke it under Machines.
      </p>
    );
  }
  return (
    <form className="flex flex-wrap items-end gap-3" onSubmit={submit}>
      <div className="w-full max-w-64">
        <Field
          label="Name of the token"
          required
          maxLength={100}
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
      </div>
      <Button
        type="submit"
        look="primary"
        size="medium"
        disabled={create.isPending || !name.trim()}
      >
        Make a token
      </Button>
      <Refusal error={create.error} />
    </form>
  );
}
