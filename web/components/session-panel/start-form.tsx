import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import type { SessionStart } from "#contract/session-changes.ts";
import type { SessionDetail } from "#contract/sessions.ts";
import { Button, buttonStyle } from "#web/components/ui/button.tsx";
import { Field } from "#web/components/ui/field.tsx";
import { Modal } from "#web/components/ui/modal.tsx";
import { ModalActions } from "#web/components/ui/modal-actions.tsx";
import { SelectField } from "#web/components/ui/select-field.tsx";
import { Refusal } from "#web/components/ui/states.tsx";
import { ApiError } from "#web/lib/api.ts";
import { oneOf } from "#web/lib/search.ts";
import { sessionTypes } from "#web/lib/session-search.ts";
import { useSessionChange } from "#web/lib/use-session-change.ts";
import { costQueries } from "#web/queries/costs.ts";
import { changeSession, startSession } from "#web/queries/session-changes.ts";

type StartFormProps = { workspace: string; onClose: () => void };

/** What is begun: everything but the project can be said later. */
export function StartForm({ workspace, onClose }: StartFormProps) {
  const [title, setTitle] = useState("");
  const [type, setType] = useState<SessionDetail["type"]>("feature");
  const projects = useProjects(workspace);
  const [chosen, setChosen] = useState(() => localStorage.getItem(lastProject(workspace)));
  const project = projects.some(({ value }) => value === chosen) ? (chosen ?? "") : "";
  // Made once for each form: sent again after an answer that was lost, it begins nothing twice.
  const [clientId] = useState(() => crypto.randomUUID());
  const start = useStart(workspace);
  const begin = async (insteadOf?: string) => {
    localStorage.setItem(lastProject(workspace), project);
    const named = title.trim() === "" ? {} : { title: title.trim() };
    await start.mutateAsync({
      insteadOf,
      body: { clientId, project: project || null, type, ...named },
    });
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void begin().catch(() => {});
  };
  return (
    <Modal
      title="Start a session"
      says="What your agents do in this project from now on belongs to it, until you pause or complete it."
      onClose={onClose}
    >
      <form className="grid gap-4" onSubmit={submit}>
        <Field
          label="Title"
          placeholder="What do you work on?"
          maxLength={200}
          autoComplete="off"
          value={title}
          onChange={({ target }) => setTitle(target.value)}
        />
        <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
          <SelectField
            label="Project"
            options={[...projects, { value: "", label: "No project" }]}
            value={project}
            onChange={({ target }) => setChosen(target.value)}
          />
          <SelectField
            label="Type"
            options={sessionTypes.map((one) => ({ value: one, label: one }))}
            value={type}
            onChange={({ target }) => setType(oneOf(sessionTypes, target.value) ?? type)}
          />
        </div>
        <Refused
          workspace={workspace}
          error={start.error}
          onComplete={(id) => void begin(id).catch(() => {})}
        />
        <ModalActions does="Start" isPending={start.isPending} onClose={onClose} />
      </form>
    </Modal>
  );
}

const lastProject = (workspace: string) => `stint-project-${workspace}`;

/** Those that agents have worked in. */
function useProjects(workspace: string) {
  const everything = { from: undefined, to: undefined };
  const { data } = useQuery(costQueries.by(workspace, { ...everything, dimension: "project" }));
  return (data?.items ?? []).flatMap(({ key, label }) => (key ? [{ value: key, label }] : []));
}

type Start = { body: SessionStart; insteadOf: string | undefined };

/** `insteadOf`: a session that is completed first. */
const useStart = (workspace: string) =>
  useSessionChange(workspace, async ({ body, insteadOf }: Start) => {
    if (insteadOf) await changeSession(workspace, { id: insteadOf, verb: "complete", notes: {} });
    return startSession(workspace, body);
  });

type RefusedProps = {
  workspace: string;
  error: Error | null;
  onComplete: (id: string) => void;
};

/** One is open in this project: the ways out. */
function Refused({ workspace, error, onComplete }: RefusedProps) {
  const open = error instanceof ApiError && error.code === "session_open" ? error.sessionId : null;
  if (!open) return <Refusal error={error} />;
  return (
    <div role="alert" className="grid gap-2 rounded-lg bg-raised p-3 text-sm">
      <p>{error?.message}</p>
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => onComplete(open)}>Complete it, and start</Button>
        <Link
          to="/w/$workspace/sessions/$sessionId"
          params={{ workspace, sessionId: open }}
          className={buttonStyle({ look: "ghost" })}
        >
          Show it
        </Link>
      </div>
    </div>
  );
}
