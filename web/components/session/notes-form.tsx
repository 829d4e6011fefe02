import { type FormEvent, useState } from "react";
import type { SessionNotes } from "#contract/session-changes.ts";
import type { SessionDetail } from "#contract/sessions.ts";
import { ModalActions } from "#web/components/ui/modal-actions.tsx";
import { Modal } from "#web/components/ui/modal.tsx";
import { Refusal } from "#web/components/ui/states.tsx";
import { TextArea } from "#web/components/ui/text-area.tsx";
import { useSessionChange } from "#web/lib/use-session-change.ts";
import { changeSession, patchSession } from "#web/queries/session-changes.ts";

type NotesFormProps = {
  workspace: string;
  session: Pick<SessionDetail, "id" | "title"> & Partial<SessionDetail>;
  /** Whether the session is completed with it. */
  isEnd: boolean;
  onClose: () => void;
  onDone?: (session: SessionDetail) => void;
};

/** What is to be said of a session: summary, key changes and next steps, all of which its report shows. */
export function NotesForm({ workspace, session, isEnd, onClose, onDone }: NotesFormProps) {
  const [summary, setSummary] = useState(session.summary ?? "");
  const [keyChanges, setKeyChanges] = useState(session.keyChanges?.join("\n") ?? "");
  const [nextSteps, setNextSteps] = useState(session.nextSteps?.join("\n") ?? "");
  const save = useSessionChange(workspace, (notes: SessionNotes) =>
    isEnd
      ? changeSession(workspace, { id: session.id, verb: "complete", notes })
      : patchSession(workspace, session.id, notes),
  );
  const done = (changed: SessionDetail) => {
    onDone?.(changed);
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const lines = { keyChanges: linesOf(keyChanges), nextSteps: linesOf(nextSteps) };
    save.mutate({ summary: summary.trim() || null, ...lines }, { onSuccess: done });
  };
  return (
    <Modal
      title={isEnd ? "Complete the session" : "Notes"}
      says={
        isEnd
          ? "Its report is made with what you write here. All of it may stay empty."
          : session.title
      }
      onClose={onClose}
    >
      <form className="grid gap-4" onSubmit={submit}>
        <TextArea
          label="Summary"
          maxLength={5_000}
          value={summary}
          onChange={({ target }) => setSummary(target.value)}
        />
        <TextArea
          label="Key changes"
          hint="One on each line."
          value={keyChanges}
          onChange={({ target }) => setKeyChanges(target.value)}
        />
        <TextArea
          label="Next steps"
          hint="One on each line."
          value={nextSteps}
          onChange={({ target }) => setNextSteps(target.value)}
        />
        <Refusal error={save.error} />
        <ModalActions
          does={isEnd ? "Complete" : "Save"}
          isPending={save.isPending}
          onClose={onClose}
        />
      </form>
    </Modal>
  );
}

const mostLines = 50;

const linesOf = (text: string) =>
  text
    .split("\n")
    .map((line) => line.trim().slice(0, 500))
    .filter((line) => line !== "")
    .slice(0, mostLines);
