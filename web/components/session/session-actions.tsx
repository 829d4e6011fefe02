import { Check, Pencil, StickyNote, X } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { SessionDetail } from "#contract/sessions.ts";
import { Button } from "#web/components/ui/button.tsx";
import { Confirm } from "#web/components/ui/confirm.tsx";
import { PauseButton } from "./pause-button.tsx";
import { useSessionChange } from "#web/lib/use-session-change.ts";
import { changeSession } from "#web/queries/session-changes.ts";

const NotesForm = lazy(async () => ({
  default: (await import("./notes-form.tsx")).NotesForm,
}));
const NameForm = lazy(async () => ({ default: (await import("./name-form.tsx")).NameForm }));

type ActionsProps = { workspace: string; session: SessionDetail };

/** What can be done with a session, by whoever may. */
export function SessionActions({ workspace, session }: ActionsProps) {
  const [form, setForm] = useState<"name" | "notes" | "complete" | null>(null);
  const cancel = useSessionChange(workspace, () =>
    changeSession(workspace, { id: session.id, verb: "cancel" }),
  );
  const { status, origin } = session;
  const isOpen = status === "active" || status === "paused";
  const close = () => setForm(null);
  return (
    <div
      className="flex basis-full flex-wrap items-center gap-2 sm:basis-auto"
      role="group"
      aria-label="Session"
    >
      {isOpen && origin === "manual" && <PauseButton workspace={workspace} session={session} />}
      {isOpen && (
        <Button onClick={() => setForm("complete")}>
          <Check aria-hidden /> Complete
        </Button>
      )}
      <Button look="ghost" onClick={() => setForm("name")}>
        <Pencil aria-hidden /> Rename
      </Button>
      <Button look="ghost" onClick={() => setForm("notes")}>
        <StickyNote aria-hidden /> Notes
      </Button>
      {isOpen && (
        <Confirm
          trigger={
            <Button look="ghost">
              <X aria-hidden /> Cancel session
            </Button>
          }
          title="Cancel this session?"
          says="It ends as one that came to nothing, and cannot be taken up again. What it cost stays where it is."
          action="Cancel the session"
          onConfirm={() => cancel.mutateAsync(undefined)}
        />
      )}
      <Suspense>
        {form === "name" && <NameForm workspace={workspace} session={session} onClose={close} />}
        {(form === "notes" || form === "complete") && (
          <NotesForm
            workspace={workspace}
            session={session}
            isEnd={form === "complete"}
            onClose={close}
          />
        )}
      </Suspense>
    </div>
  );
}
