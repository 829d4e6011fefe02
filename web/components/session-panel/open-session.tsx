import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Check, ChevronDown, ChevronUp, Plus } from "lucide-react";
import { useState } from "react";
import { lastedMs } from "#contract/session-time.ts";
import type { SessionSummary } from "#contract/sessions.ts";
import type { Workspace } from "#contract/team.ts";
import { Cost, Tokens } from "#web/components/money.tsx";
import { PauseButton } from "#web/components/session/pause-button.tsx";
import { StatusMark, TypeMark } from "#web/components/session-marks.tsx";
import { Ticking } from "#web/components/stat.tsx";
import { Button } from "#web/components/ui/button.tsx";
import { formatStopwatch, formatVibeAmount } from "#web/lib/format.ts";
import { useNow } from "#web/lib/use-now.ts";
import { MoneyUnit } from "#web/lib/use-money.ts";
import { vibeQueries } from "#web/queries/vibe.ts";

type OpenSessionProps = {
  workspace: Workspace;
  /** At least one; one for each project. */
  sessions: SessionSummary[];
  onStart: () => void;
  onComplete: (session: SessionSummary) => void;
};

const foldKey = "stint-panel-folded";

/** One open session, folded to a line or as a card; the others are a step away. */
export function OpenSession({ workspace, sessions, onStart, onComplete }: OpenSessionProps) {
  const [chosen, setChosen] = useState<string | null>(null);
  const [isFolded, setFolded] = useState(() => localStorage.getItem(foldKey) !== "no");
  const at = Math.max(
    0,
    sessions.findIndex(({ id }) => id === chosen),
  );
  const session = sessions[at];
  if (!session) return null;
  const fold = (next: boolean) => {
    localStorage.setItem(foldKey, next ? "yes" : "no");
    setFolded(next);
  };
  return (
    <div
      className="card grid w-full grid-cols-1 gap-3 p-3 shadow-float"
      data-panel={session.status}
    >
      <div className="flex min-w-0 items-center gap-2">
        <StatusMark status={session.status} />
        <Link
          to="/w/$workspace/sessions/$sessionId"
          params={{ workspace: workspace.slug, sessionId: session.id }}
          className="min-w-0 flex-1 truncate font-medium hover:underline"
          title={session.title}
        >
          {session.title}
        </Link>
        <Stopwatch session={session} />
        {isFolded && <PauseButton workspace={workspace.slug} session={session} isSmall />}
        <Button
          look="ghost"
          size="icon"
          aria-expanded={!isFolded}
          aria-label={isFolded ? "Show more" : "Show less"}
          onClick={() => fold(!isFolded)}
        >
          {isFolded ? <ChevronUp /> : <ChevronDown />}
        </Button>
      </div>
      {!isFolded && (
        <>
          <Facts workspace={workspace.slug} session={session} />
          <div className="flex flex-wrap items-center gap-2">
            <PauseButton workspace={workspace.slug} session={session} />
            <Button onClick={() => onComplete(session)}>
              <Check aria-hidden /> Complete
            </Button>
            <span className="ml-auto inline-flex items-center">
              <Others at={at} sessions={sessions} onChoose={setChosen} />
              <Button look="ghost" size="icon" aria-label="Start another session" onClick={onStart}>
                <Plus />
              </Button>
            </span>
          </div>
        </>
      )}
    </div>
  );
}

/** How long it has lasted, pauses left out. */
function Stopwatch({ session }: { session: SessionSummary }) {
  const now = useNow(1_000);
  return (
    <span className="shrink-0 text-sm tabular-nums" data-figure="panel-duration">
      {formatStopwatch(lastedMs(session, now))}
    </span>
  );
}

type OthersProps = { at: number; sessions: SessionSummary[]; onChoose: (id: string) => void };

/** Which of several is shown, and the next one. */
function Others({ at, sessions, onChoose }: OthersProps) {
  const next = sessions[(at + 1) % sessions.length];
  if (!next || sessions.length === 1) return null;
  return (
    <Button look="ghost" title={`Next: ${next.title}`} onClick={() => onChoose(next.id)}>
      {at + 1} of {sessions.length}
    </Button>
  );
}

type PartProps = { workspace: string; session: SessionSummary };

function Facts({ workspace, session }: PartProps) {
  const { totals, type, project } = session;
  const { data } = useQuery(vibeQueries.rates(workspace));
  return (
    <>
      <p className="-mt-1 flex min-w-0 items-center gap-3 text-sm">
        <TypeMark type={type} />
        <span className="truncate text-muted">{project?.name ?? "no project"}</span>
      </p>
      <dl className="grid grid-cols-3 gap-2">
        <Fact name="Tokens" figure="panel-tokens" value={totals.total}>
          <Tokens count={totals.total} />
        </Fact>
        <Fact name="VIBE" figure="panel-vibe" value={totals.costNanoUsd}>
          {data ? formatVibeAmount(totals.costNanoUsd / 1e9 / data.rates.usdPerVibe) : "…"}
        </Fact>
        <Fact name="USD" figure="panel-usd" value={totals.costNanoUsd}>
          <MoneyUnit value={undefined}>
            <Cost totals={totals} />
          </MoneyUnit>
        </Fact>
      </dl>
    </>
  );
}

type FactProps = { name: string; figure: string; value: number; children: React.ReactNode };

const Fact = ({ name, figure, value, children }: FactProps) => (
  <div className="min-w-0">
    <dt className="text-xs text-muted">{name}</dt>
    <dd className="truncate font-medium tabular-nums" data-figure={figure}>
      <Ticking value={value}>{children}</Ticking>
    </dd>
  </div>
);
