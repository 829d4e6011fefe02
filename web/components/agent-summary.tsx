import type { ShownAgent } from "#web/lib/agents-of.ts";
import { counted, formatTokens } from "#web/lib/format.ts";

const words = [
  ["stuck", (one: ShownAgent) => one.isStuck],
  ["failing", (one: ShownAgent) => one.state === "failing" && !one.isStuck],
  ["waiting", (one: ShownAgent) => one.state === "waiting"],
  ["working", (one: ShownAgent) => one.state === "working"],
  ["idle", (one: ShownAgent) => one.state === "idle"],
  ["gone", (one: ShownAgent) => one.state === "gone"],
] as const;

/** All agents in one line: how many do how, and the tokens of a minute. */
export function AgentSummary({ agents }: { agents: ShownAgent[] }) {
  const counts = words
    .map(([word, holds]) => [word, agents.filter(holds).length] as const)
    .filter(([, count]) => count > 0);
  const known = agents.flatMap(({ tokensPerMinute }) => tokensPerMinute ?? []);
  const tokens = known.reduce((sum, one) => sum + one, 0);
  return (
    <p className="flex flex-wrap gap-x-4 gap-y-1 text-sm text-muted" data-figure="agents">
      <span className="font-medium text-text">{counted(agents.length, "agent")}</span>
      {counts.map(([word, count]) => (
        <span key={word} className={word === "stuck" || word === "failing" ? "text-danger" : ""}>
          {count} {word}
        </span>
      ))}
      {known.length > 0 && (
        <span className="ml-auto tabular-nums">{formatTokens(tokens)} tokens/min</span>
      )}
    </p>
  );
}
