import { type FormEvent, useState } from "react";
import type { SessionDetail } from "#contract/sessions.ts";
import { Field } from "#web/components/ui/field.tsx";
import { ModalActions } from "#web/components/ui/modal-actions.tsx";
import { Modal } from "#web/components/ui/modal.tsx";
import { SelectField } from "#web/components/ui/select-field.tsx";
import { Refusal } from "#web/components/ui/states.tsx";
import { oneOf } from "#web/lib/search.ts";
import { sessionTypes } from "#web/lib/session-search.ts";
import { useSessionChange } from "#web/lib/use-session-change.ts";
import { patchSession } from "#web/queries/session-changes.ts";

type NameFormProps = { workspace: string; session: SessionDetail; onClose: () => void };

/** What a session is called, and what kind of work it is. */
export function NameForm({ workspace, session, onClose }: NameFormProps) {
  const [title, setTitle] = useState(session.title);
  const [type, setType] = useState(session.type);
  const [isTried, setTried] = useState(false);
  const save = useSessionChange(workspace, () =>
    patchSession(workspace, session.id, { title: title.trim(), type }),
  );
  const isEmpty = title.trim() === "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!isEmpty) save.mutate(undefined, { onSuccess: onClose });
  };
  return (
    <Modal title="Rename" onClose={onClose}>
      <form className="grid gap-4" noValidate onSubmit={submit}>
        <Field
          label="Title"
          maxLength={200}
          autoComplete="off"
          value={title}
          error={isTried && isEmpty ? "A session has a title." : undefined}
          onChange={({ target }) => setTitle(target.value)}
        />
        <SelectField
          label="Type"
          options={sessionTypes.map((one) => ({ value: one, label: one }))}
          value={type}
          onChange={({ target }) => setType(oneOf(sessionTypes, target.value) ?? type)}
        />
        <Refusal error={save.error} />
        <ModalActions does="Save" isPending={save.isPending} onClose={onClose} />
      </form>
    </Modal>
  );
}
