import { X } from "lucide-react";
import { type FormEvent, useState } from "react";
import type { TaskLink } from "#contract/session-changes.ts";
import type { SessionDetail } from "#contract/sessions.ts";
import { Button } from "#web/components/ui/button.tsx";
import { Refusal } from "#web/components/ui/states.tsx";
import { oneOf } from "#web/lib/search.ts";
import { useSessionChange } from "#web/lib/use-session-change.ts";
import { linkTask, unlinkTask } from "#web/queries/session-changes.ts";

const relationships = ["created", "completed", "updated", "blocked"] as const;

type TasksProps = { workspace: string; session: SessionDetail; mayChange: boolean };

/** What the session did to tasks, by their keys. */
export function SessionTasks({ workspace, session, mayChange }: TasksProps) {
  const unlink = useSessionChange(workspace, (link: TaskLink) =>
    unlinkTask(workspace, session.id, link),
  );
  const { tasks } = session;
  if (tasks.length === 0 && !mayChange) return null;
  return (
    <section
      className="card flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3"
      aria-label="Tasks"
    >
      <h2 className="font-medium">Tasks</h2>
      <ul className="flex min-w-0 flex-1 flex-wrap gap-2">
        {tasks.length === 0 && <li className="text-muted">None linked</li>}
        {tasks.map(({ key, relationship }) => (
          <li
            key={`${key} ${relationship}`}
            className="inline-flex max-w-full items-center gap-1.5 rounded-md bg-raised py-0.5 pl-2 text-sm"
          >
            <span className="truncate font-mono">{key}</span>
            <span className="text-muted">{relationship}</span>
            {mayChange ? (
              <Button
                look="ghost"
                size="icon"
                className="size-6"
                aria-label={`Unlink ${key}, ${relationship}`}
                disabled={unlink.isPending}
                onClick={() => unlink.mutate({ taskKey: key, relationship })}
              >
                <X />
              </Button>
            ) : (
              <span className="w-1" />
            )}
          </li>
        ))}
      </ul>
      {mayChange && <LinkForm workspace={workspace} id={session.id} />}
      <Refusal error={unlink.error} />
    </section>
  );
}

const control = "h-8 min-w-0 rounded-lg border bg-surface px-2 text-sm hover:border-line-strong";

function LinkForm({ workspace, id }: { workspace: string; id: string }) {
  const [taskKey, setTaskKey] = useState("");
  const [relationship, setRelationship] = useState<TaskLink["relationship"]>("updated");
  const link = useSessionChange(workspace, (one: TaskLink) => linkTask(workspace, id, one));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const key = taskKey.trim();
    if (key) link.mutate({ taskKey: key, relationship }, { onSuccess: () => setTaskKey("") });
  };
  return (
    <form className="flex min-w-0 flex-wrap items-center gap-2" onSubmit={submit}>
      <input
        aria-label="Task key"
        placeholder="ACME-12"
        maxLength={100}
        autoComplete="off"
        className={`${control} w-28 font-mono`}
        value={taskKey}
        onChange={({ target }) => setTaskKey(target.value)}
      />
      <select
        aria-label="What it did to the task"
        className={control}
        value={relationship}
        onChange={({ target }) => setRelationship(oneOf(relationships, target.value) ?? "updated")}
      >
        {relationships.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
      <Button type="submit" disabled={link.isPending || taskKey.trim() === ""}>
        Link
      </Button>
      <Refusal error={link.error} />
    </form>
  );
}
