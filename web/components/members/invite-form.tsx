import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { Role } from "#contract/team.ts";
import { Button } from "#web/components/ui/button.tsx";
import { Field } from "#web/components/ui/field.tsx";
import { Refusal } from "#web/components/ui/states.tsx";
import { invite, memberQueries } from "#web/queries/members.ts";
import { RoleSelect } from "./role-select.tsx";

/** Invites somebody by mail. */
export function InviteForm({ workspace }: { workspace: string }) {
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("member");
  const client = useQueryClient();
  const send = useMutation({
    mutationFn: () => invite(workspace, { email: email.trim(), role }),
    onSuccess: () => {
      setEmail("");
      return client.invalidateQueries({ queryKey: memberQueries.invitations(workspace).queryKey });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send.mutate();
  };
  return (
    <form className="grid grid-cols-1 gap-4 p-4" onSubmit={submit}>
      <div className="flex flex-wrap items-end gap-3">
        <div className="min-w-0 flex-[1_1_220px]">
          <Field
            label="E-mail"
            type="email"
            required
            maxLength={200}
            placeholder="grace@example.com"
            value={email}
            onChange={({ target }) => setEmail(target.value)}
          />
        </div>
        <div className="min-w-0 flex-[1_1_220px]">
          <RoleSelect label="Role" value={role} onChange={setRole} />
        </div>
        <Button type="submit" look="primary" size="medium" disabled={send.isPending}>
          Invite
        </Button>
      </div>
      <p role="status" className="text-sm text-good empty:hidden">
        {send.data && `An invitation was mailed to ${send.data.email}.`}
      </p>
      <Refusal error={send.error} />
    </form>
  );
}
