import {
  Bug,
  CircleCheck,
  CircleDot,
  CirclePause,
  CircleX,
  FlaskConical,
  Hammer,
  Rocket,
  Shapes,
} from "lucide-react";
import type { SessionSummary } from "#contract/sessions.ts";

const statusMarks = {
  active: { Icon: CircleDot, colour: "text-accent", says: "active" },
  paused: { Icon: CirclePause, colour: "text-warning", says: "paused" },
  completed: { Icon: CircleCheck, colour: "text-faint", says: "completed" },
  cancelled: { Icon: CircleX, colour: "text-danger", says: "cancelled" },
} as const;

export function StatusMark({
  status,
  withText = false,
}: {
  status: SessionSummary["status"];
  withText?: boolean;
}) {
  const { Icon, colour, says } = statusMarks[status];
  return (
    <span className={`inline-flex items-center gap-1.5 ${colour}`} title={says}>
      <Icon
        className="size-4 shrink-0"
        aria-hidden={withText}
        aria-label={withText ? undefined : says}
      />
      {withText && says}
    </span>
  );
}

/** What tells types apart where there is no room for their word. */
export const typeIcons = {
  feature: Shapes,
  bugfix: Bug,
  refactor: Hammer,
  research: FlaskConical,
  deployment: Rocket,
} as const;

export function TypeMark({ type }: { type: SessionSummary["type"] }) {
  const Icon = typeIcons[type];
  return (
    <span className="inline-flex items-center gap-1.5 text-muted">
      <Icon className="size-3.5" aria-hidden /> {type}
    </span>
  );
}
