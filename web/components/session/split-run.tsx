import { Scissors } from "lucide-react";
import type { SessionDetail, SessionRun } from "#contract/sessions.ts";
import { Button } from "#web/components/ui/button.tsx";
import { Confirm } from "#web/components/ui/confirm.tsx";
import { useSessionChange } from "#web/lib/use-session-change.ts";
import { splitRun } from "#web/queries/session-changes.ts";

type SplitRunProps = { workspace: string; session: SessionDetail; run: SessionRun };

/** Takes a run that has nothing to do with the others out of a manual session. */
export function SplitRun({ workspace, session, run }: SplitRunProps) {
  const { runtime, id } = run;
  const runId = id.slice(runtime.length + 1);
  const split = useSessionChange(workspace, () =>
    splitRun(workspace, session.id, { runtime, runId }),
  );
  return (
    <Confirm
      trigger={
        <Button
          look="ghost"
          size="icon"
          className="size-6"
          aria-label="Split this run off"
          title="Split off"
        >
          <Scissors />
        </Button>
      }
      title="Split this run off?"
      says="It becomes a session of its own, with its sub-agents and their cost. It does not come back into this one."
      action="Split off"
      onConfirm={() => split.mutateAsync(undefined)}
    />
  );
}
