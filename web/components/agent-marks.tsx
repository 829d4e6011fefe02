import {
  CircleAlert,
  CircleDashed,
  CircleOff,
  Hand,
  type LucideIcon,
  OctagonAlert,
  Zap,
} from "lucide-react";
import type { ShownAgent } from "#web/lib/agents-of.ts";
import { formatDuration } from "#web/lib/format.ts";

type Mark = { Icon: LucideIcon; colour: string; says: string };

function markOf({ state, waitsFor, isStuck }: ShownAgent): Mark {
  switch (state) {
    case "working":
      return { Icon: Zap, colour: "text-good", says: "Working" };
    case "waiting":
      return waitsFor === "permission"
        ? { Icon: Hand, colour: "text-warning", says: "Asks for permission" }
        : { Icon: Hand, colour: "text-notice", says: "Waits for its user" };
    case "failing":
      return isStuck
        ? { Icon: OctagonAlert, colour: "text-danger", says: "Stuck" }
        : { Icon: CircleAlert, colour: "text-danger", says: "Failing" };
    case "idle":
      return { Icon: CircleDashed, colour: "text-muted", says: "Idle" };
    case "gone":
      return { Icon: CircleOff, colour: "text-faint", says: "Gone" };
  }
}

/** How one agent does: a word, what it does or what fails, and since when. */
export function AgentLine({ agent, now }: { agent: ShownAgent; now: number }) {
  const { Icon, colour, says } = markOf(agent);
  const detail = detailOf(agent);
  const isLoud = agent.state === "failing";
  return (
    <p
      data-agent={agent.state}
      className={`-mx-2 flex items-center gap-1.5 rounded-md px-2 py-1 text-sm ${isLoud ? "bg-danger-soft" : ""}`}
    >
      <Icon className={`size-4 shrink-0 ${colour}`} aria-hidden />
      <span className={`shrink-0 font-medium ${colour}`}>{says}</span>
      {detail && (
        <span className="min-w-0 truncate text-muted" title={detail}>
          {detail}
        </span>
      )}
      {agent.since !== null && (
        <span className="ml-auto shrink-0 text-muted tabular-nums">
          {formatDuration(Math.max(0, now - agent.since))}
        </span>
      )}
    </p>
  );
}

function detailOf({ state, tool, failures, apiError }: ShownAgent): string | null {
  if (apiError) return `${apiError.replaceAll("_", " ")} · ${failures}×`;
  if (!tool) return null;
  const name = tool.verb ?? tool.name;
  return state === "failing" ? `${name} failed ${failures}×` : name;
}
