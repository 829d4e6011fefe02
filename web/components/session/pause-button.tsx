import { Pause, Play } from "lucide-react";
import type { SessionSummary } from "#contract/sessions.ts";
import { Button } from "#web/components/ui/button.tsx";
import { Refusal } from "#web/components/ui/states.tsx";
import { useSessionChange } from "#web/lib/use-session-change.ts";
import { changeSession } from "#web/queries/session-changes.ts";

type PauseButtonProps = { workspace: string; session: SessionSummary; isSmall?: boolean };

/** Pauses what runs, and goes on with what is paused. */
export function PauseButton({ workspace, session, isSmall = false }: PauseButtonProps) {
  const { id, status } = session;
  const { verb, says, Icon, look } = status === "active" ? pausing : resuming;
  const change = useSessionChange(workspace, () => changeSession(workspace, { id, verb }));
  const shape = isSmall
    ? ({ size: "icon", look: "ghost", "aria-label": says } as const)
    : ({ size: "small", look } as const);
  return (
    <>
      <Button {...shape} disabled={change.isPending} onClick={() => change.mutate(undefined)}>
        <Icon aria-hidden /> {!isSmall && says}
      </Button>
      {!isSmall && <Refusal error={change.error} />}
    </>
  );
}

const pausing = { verb: "pause", says: "Pause", Icon: Pause, look: "plain" } as const;
const resuming = { verb: "resume", says: "Resume", Icon: Play, look: "primary" } as const;
