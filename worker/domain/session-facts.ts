import { format } from "date-fns";
import { TZDate } from "@date-fns/tz";

/** An auto session is over when nothing happened for this long. */
export const idleAfterMs = 30 * 60_000;

/** Gaps between events longer than this are not active time. */
export const activeGapMs = 5 * 60_000;

type SessionType = "feature" | "bugfix" | "refactor" | "research" | "deployment";

const typeByWord: [RegExp, SessionType][] = [
  [/^(fix|bug|bugfix|hotfix|patch)\b/, "bugfix"],
  [/^(refactor|chore|cleanup|perf)\b/, "refactor"],
  [/^(research|spike|docs?|explore|experiment)\b/, "research"],
  [/^(deploy|release|infra|ops|ci)\b/, "deployment"],
];

/** The kind of work that a branch's name tells: `fix/login` is a bugfix, `ada/fix/login` too. Else a feature. */
export function typeOfBranch(branch: string | null): SessionType {
  for (const part of (branch ?? "").toLowerCase().split("/").slice(0, 2)) {
    const found = typeByWord.find(([words]) => words.test(part));
    if (found) return found[1];
  }
  return "feature";
}

const sharedBranches = new Set(["main", "master", "trunk", "develop", "HEAD"]);

export type TitleFacts = {
  title: string | null;
  branch: string | null;
  projectName: string | null;
  startedAt: number;
  timezone: string;
};

/** What an auto session is called: the run's title, else its branch, else the project and the start. */
export function titleOf({ title, branch, projectName, startedAt, timezone }: TitleFacts): string {
  if (title) return title;
  if (branch && !sharedBranches.has(branch)) return branch;
  const start = format(new TZDate(startedAt, timezone), "d MMM HH:mm");
  return `${projectName ?? "Session"}, ${start}`;
}

/** A clock that runs ahead by more does not keep a session open. */
export const runsAheadMs = 86_400_000;

/** Whether work that last moved then is over now. */
export const isIdle = (lastActivityAt: number, now: number) =>
  now - lastActivityAt >= idleAfterMs || lastActivityAt - now > runsAheadMs;
