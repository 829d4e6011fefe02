import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CircleCheck, Play, X } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { SessionDetail, SessionSummary } from "#contract/sessions.ts";
import type { Workspace } from "#contract/team.ts";
import { Button } from "#web/components/ui/button.tsx";
import { sessionQueries } from "#web/queries/sessions.ts";
import { OpenSession } from "./open-session.tsx";

const StartForm = lazy(async () => ({
  default: (await import("./start-form.tsx")).StartForm,
}));
const NotesForm = lazy(async () => ({
  default: (await import("#web/components/session/notes-form.tsx")).NotesForm,
}));

type PanelProps = { workspace: Workspace; personId: string };

type Form = { type: "start" } | { type: "complete"; session: SessionSummary };

/** The person's open sessions on every page: their figures as they tick, and what can be done with them. */
export function SessionPanel({ workspace, personId }: PanelProps) {
  const { slug } = workspace;
  const { data } = useQuery(sessionQueries.active(slug));
  const [form, setForm] = useState<Form | null>(null);
  const [completed, setCompleted] = useState<SessionDetail | null>(null);
  if (!data) return null;
  const own = data.items
    .filter(({ origin, person }) => origin === "manual" && person?.id === personId)
    .toSorted((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
  const close = () => setForm(null);
  return (
    <aside
      aria-label="Your session"
      className="pointer-events-none fixed inset-x-2 bottom-[calc(60px+env(safe-area-inset-bottom))] z-30 grid grid-cols-1 justify-items-end gap-2 md:inset-x-auto md:right-4 md:bottom-4 md:w-80 [&>*]:pointer-events-auto"
    >
      {completed && (
        <Completed workspace={slug} session={completed} onClose={() => setCompleted(null)} />
      )}
      {own.length > 0 ? (
        <OpenSession
          workspace={workspace}
          sessions={own}
          onStart={() => setForm({ type: "start" })}
          onComplete={(session) => setForm({ type: "complete", session })}
        />
      ) : (
        <Button
          className="h-10 rounded-full bg-surface px-4 shadow-float"
          onClick={() => setForm({ type: "start" })}
        >
          <Play aria-hidden /> Start a session
        </Button>
      )}
      <Suspense>
        {form?.type === "start" && <StartForm workspace={slug} onClose={close} />}
        {form?.type === "complete" && (
          <NotesForm
            workspace={slug}
            session={form.session}
            isEnd
            onClose={close}
            onDone={setCompleted}
          />
        )}
      </Suspense>
    </aside>
  );
}

type CompletedProps = { workspace: string; session: SessionDetail; onClose: () => void };

function Completed({ workspace, session, onClose }: CompletedProps) {
  return (
    <div role="status" className="card flex w-full items-center gap-2 p-3 text-sm shadow-float">
      <CircleCheck className="size-4 shrink-0 text-good" aria-hidden />
      <p className="min-w-0 flex-1 truncate" title={session.title}>
        Completed {session.title}
      </p>
      <Link
        to="/w/$workspace/sessions/$sessionId"
        params={{ workspace, sessionId: session.id }}
        hash="report"
        className="shrink-0 text-accent hover:underline"
        onClick={onClose}
      >
        Report
      </Link>
      <Button look="ghost" size="icon" aria-label="Dismiss" onClick={onClose}>
        <X />
      </Button>
    </div>
  );
}
