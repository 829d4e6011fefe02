import { GitPullRequest, TriangleAlert } from "lucide-react";
import type { SessionGit } from "#contract/sessions.ts";
import { counted, formatCount } from "#web/lib/format.ts";
import { BranchMark } from "./branch-mark.tsx";
import { Ago } from "./time.tsx";

type Commit = SessionGit["commits"][number];
type Figures = NonNullable<SessionGit["diff"]>;

/** What a session's runs did to their repositories; nothing where git was not asked. */
export function SessionGitFigures({ repositories }: { repositories: SessionGit[] }) {
  if (repositories.length === 0) return null;
  return (
    <section className="card grid grid-cols-1 content-start" aria-label="Git">
      <h2 className="px-4 pt-4 font-medium">Git</h2>
      {repositories.map((one) => (
        <Repository key={one.repository} git={one} />
      ))}
    </section>
  );
}

function Repository({ git }: { git: SessionGit }) {
  return (
    <div className="grid grid-cols-1 gap-1.5 px-4 pt-1.5 pb-3 [&+&]:border-t [&+&]:pt-3">
      <p className="flex flex-wrap items-center gap-x-4 gap-y-1 text-sm text-muted">
        <span className="max-w-full truncate" title={git.repository}>
          {git.repository}
        </span>
        {git.branch && <BranchMark name={git.branch} />}
        <Marks git={git} />
      </p>
      <p className="flex flex-wrap gap-x-4 gap-y-1">
        {git.commitCount !== null && (
          <span title={git.diffOf === "commits" ? undefined : rangeOf(git)}>
            {counted(git.commitCount, "commit")}
          </span>
        )}
        {git.diff && (
          <span title={git.diffOf === "commits" ? byCommit : "Between the first and last commit"}>
            {counted(git.diff.files, "file")} <Lines diff={git.diff} />
          </span>
        )}
        <Uncommitted git={git} />
      </p>
      <Links links={git.links} />
      <Commits git={git} />
    </div>
  );
}

const byCommit = "Added up commit by commit: a file that several commits change counts in each";

/** `9f91edd to 5012213, the first as it was found later` */
function rangeOf({ startCommit, endCommit, startIs }: SessionGit): string {
  const from = startCommit?.slice(0, 7) ?? "before the first commit";
  const later = startIs === "byTime" ? "; where it began was looked up later, by time" : "";
  return `${from} to ${endCommit?.slice(0, 7) ?? "nothing yet"}${later}`;
}

const histories = {
  straight: null,
  rewritten: {
    says: "history rewritten",
    why: "The commit that the work began with was amended, rebased or removed, so that nobody can say what lies between.",
  },
  switched: {
    says: "branch switched",
    why: "The work began on another branch, which does not lead to where it ended.",
  },
  unknown: { says: "not known", why: "Git could not tell what lies between start and end." },
} as const;

function Marks({ git }: { git: SessionGit }) {
  const isUntold = git.commitCount === null;
  const history = histories[git.history] ?? (isUntold ? histories.unknown : null);
  return (
    <>
      {history && (
        <span className="inline-flex items-center gap-1 text-warning" title={history.why}>
          <TriangleAlert className="size-3.5 shrink-0" aria-hidden /> {history.says}
        </span>
      )}
      {git.isShallow && (
        <span title="A clone without its older commits: what they hold is not known there.">
          shallow clone
        </span>
      )}
    </>
  );
}

function Lines({ diff }: { diff: Figures }) {
  return (
    <span className="whitespace-nowrap">
      <span className="text-good">+{formatCount(diff.added)}</span>{" "}
      <span className="text-danger">−{formatCount(diff.removed)}</span>
    </span>
  );
}

/** `3 files uncommitted`, and which kinds in the tooltip. */
function Uncommitted({ git: { uncommitted, observedAt } }: { git: SessionGit }) {
  if (!uncommitted) return null;
  const { staged, unstaged, untracked, diff } = uncommitted;
  const kinds = Object.entries({ staged, unstaged, untracked }).filter(([, count]) => count > 0);
  if (kinds.length === 0) return <span className="text-muted">nothing uncommitted</span>;
  return (
    <span className="text-muted">
      uncommitted: {kinds.map(([kind, count]) => `${formatCount(count)} ${kind}`).join(", ")}{" "}
      {diff && diff.files > 0 && <Lines diff={diff} />} <Ago at={observedAt} />
    </span>
  );
}

/** `acme/api #12` */
function Links({ links }: { links: string[] }) {
  if (links.length === 0) return null;
  return (
    <p className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
      {links.map((link) => (
        <a
          key={link}
          href={link}
          target="_blank"
          rel="noreferrer"
          className="inline-flex items-center gap-1 underline underline-offset-2"
        >
          <GitPullRequest className="size-3.5 shrink-0" aria-hidden /> {nameOf(link)}
        </a>
      ))}
    </p>
  );
}

function nameOf(link: string): string {
  const parts = new URL(link).pathname.split("/").filter((part) => part !== "" && part !== "-");
  return `${parts.slice(0, -2).join("/")} #${parts.at(-1)}`;
}

function Commits({ git: { commits, commitCount } }: { git: SessionGit }) {
  if (commits.length === 0) return null;
  const more = (commitCount ?? 0) - commits.length;
  return (
    <>
      <ul className="-mx-4 max-h-72 overflow-auto" tabIndex={0} aria-label="Commits">
        {commits.map((commit) => (
          <CommitRow key={commit.sha} commit={commit} />
        ))}
      </ul>
      {more > 0 && <p className="text-sm text-muted">and {formatCount(more)} more</p>}
    </>
  );
}

function CommitRow({ commit: { sha, at, subject, diff } }: { commit: Commit }) {
  return (
    <li className="flex items-baseline gap-3 px-4 py-1 text-sm">
      <span className="shrink-0 font-mono text-xs text-faint" title={sha}>
        {sha.slice(0, 7)}
      </span>
      <span dir="auto" className="min-w-0 flex-1 truncate" title={subject ?? undefined}>
        {subject ?? <span className="text-faint">without its subject</span>}
      </span>
      {diff && <Lines diff={diff} />}
      <span className="hidden shrink-0 text-muted sm:inline">
        <Ago at={at} />
      </span>
    </li>
  );
}
