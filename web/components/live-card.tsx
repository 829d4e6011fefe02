import { Link } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { lastedMs } from "#contract/session-time.ts";
import type { SessionSummary } from "#contract/sessions.ts";
import type { ShownAgent } from "#web/lib/agents-of.ts";
import { formatDuration, formatTokens, shortModel } from "#web/lib/format.ts";
import { AgentLine } from "./agent-marks.tsx";
import { BranchMark } from "./branch-mark.tsx";
import { Cost, Tokens } from "./money.tsx";
import { Ticking } from "./stat.tsx";
import { StatusMark } from "./session-marks.tsx";
import { Ago } from "./time.tsx";

/** Tokens a minute are told over this long. */
const windowMs = 60_000;

/** As many cards side by side as have room for their figures. */
export const cardGrid = "grid grid-cols-[repeat(auto-fill,minmax(min(100%,300px),1fr))] gap-3";

type LiveCardsProps = {
  workspace: string;
  sessions: SessionSummary[];
  agents: Map<string, ShownAgent[]>;
  now: number;
};

export const LiveCards = ({ workspace, sessions, agents, now }: LiveCardsProps) => (
  <div className={cardGrid}>
    {sessions.map((session) => (
      <LiveCard
        key={session.id}
        workspace={workspace}
        session={session}
        agents={agents.get(session.id) ?? []}
        now={now}
      />
    ))}
  </div>
);

type LiveCardProps = {
  workspace: string;
  session: SessionSummary;
  agents: ShownAgent[];
  now: number;
};

/** One active session, ticking. */
function LiveCard({ workspace, session, agents, now }: LiveCardProps) {
  const { totals, project, person } = session;
  const watched = useTokensPerMinute(totals.total, now);
  const told = agents.flatMap(({ tokensPerMinute }) => tokensPerMinute ?? []);
  const perMinute = told.length > 0 ? told.reduce((sum, one) => sum + one, 0) : watched;
  return (
    <Link
      to="/w/$workspace/sessions/$sessionId"
      params={{ workspace, sessionId: session.id }}
      className="card grid grid-cols-1 content-start gap-3 p-4 hover:border-line-strong"
    >
      <div className="flex items-start gap-2">
        <span className="mt-0.5 inline-flex">
          <StatusMark status={session.status} />
        </span>
        <div className="min-w-0 flex-1">
          <h2 dir="auto" className="truncate text-left font-medium" title={session.title}>
            {session.title}
          </h2>
          <p className="truncate text-sm text-muted">
            {[project?.name, person?.name].filter(Boolean).join(" · ")}
          </p>
        </div>
      </div>
      <AgentLines agents={agents} now={now} />
      <p className="text-2xl font-semibold tracking-tight" data-figure="cost">
        <Ticking value={totals.costNanoUsd}>
          <Cost totals={totals} />
        </Ticking>
      </p>
      <dl className="grid grid-cols-3 gap-2 text-sm">
        <Fact name="Tokens">
          <Tokens count={totals.total} />
        </Fact>
        <Fact name="Tokens/min">{perMinute === null ? "–" : formatTokens(perMinute)}</Fact>
        <Fact name="Running">{formatDuration(lastedMs(session, now))}</Fact>
      </dl>
      <p className="flex items-center gap-2 border-t pt-3 text-sm text-muted">
        <span className="max-w-[45%] shrink-0 truncate" title={session.lastModel ?? undefined}>
          {totals.events === 0 ? "nothing yet" : shortModel(session.lastModel)}
        </span>
        {session.branch && <BranchMark name={session.branch} />}
        <span className="ml-auto shrink-0">
          <Ago at={session.lastActivityAt} />
        </span>
      </p>
    </Link>
  );
}

/** As many as a card has room for. */
const mostShown = 3;

function AgentLines({ agents, now }: { agents: ShownAgent[]; now: number }) {
  if (agents.length === 0) return null;
  return (
    <div className="grid gap-1">
      {agents.slice(0, mostShown).map((agent) => (
        <AgentLine key={agent.key} agent={agent} now={now} />
      ))}
      {agents.length > mostShown && (
        <p className="text-sm text-muted">+{agents.length - mostShown} more agents</p>
      )}
    </div>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt className="text-xs text-muted">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** What the total rose by within the last minute that was watched; null before anything is known. */
function useTokensPerMinute(total: number, now: number): number | null {
  const seen = useRef<{ at: number; total: number }[]>([]);
  const [rate, setRate] = useState<number | null>(null);
  useEffect(() => {
    const samples = seen.current.filter(({ at }) => now - at <= windowMs);
    if (samples.at(-1)?.total !== total) samples.push({ at: now, total });
    seen.current = samples.length > 0 ? samples : [{ at: now, total }];
    const first = seen.current[0];
    setRate(first && first.total !== total ? total - first.total : null);
  }, [total, now]);
  return rate;
}
