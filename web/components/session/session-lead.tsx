import { Link } from "@tanstack/react-router";
import { ChevronLeft, Folder } from "lucide-react";
import type { SessionDetail } from "#contract/sessions.ts";
import { BranchMark } from "#web/components/branch-mark.tsx";
import { StatusMark, TypeMark } from "#web/components/session-marks.tsx";
import { Ago } from "#web/components/time.tsx";

/** What a session is, in one line: where it stands, of what kind, in which project, whose. */
export function SessionLead({ workspace, session }: { workspace: string; session: SessionDetail }) {
  return (
    <div className="mt-1 flex flex-wrap items-center gap-x-4 gap-y-1 text-sm text-muted">
      <Link
        to="/w/$workspace/sessions"
        params={{ workspace }}
        className="inline-flex items-center gap-1 hover:text-text"
      >
        <ChevronLeft className="size-4" aria-hidden /> Sessions
      </Link>
      <StatusMark status={session.status} withText />
      <TypeMark type={session.type} />
      {session.project && (
        <Link
          to="/w/$workspace/sessions"
          params={{ workspace }}
          search={{ project: session.project.id }}
          className="inline-flex max-w-full items-center gap-1 hover:text-text"
        >
          <Folder className="size-3.5 shrink-0" aria-label="project" />
          <span dir="auto" className="truncate" title={session.project.name}>
            {session.project.name}
          </span>
        </Link>
      )}
      {session.branch && <BranchMark name={session.branch} />}
      {session.person && <bdi>{session.person.name}</bdi>}
      <span>
        started <Ago at={session.startedAt} />
      </span>
      {session.rootRunId && (
        <span
          className="font-mono text-xs text-faint"
          title={`${session.runtime} run ${session.rootRunId}`}
        >
          {session.rootRunId.slice(0, 8)}
        </span>
      )}
    </div>
  );
}
