import path from "node:path";
import type { AskGit } from "./run-git.ts";
import { headOf, unbornHead } from "./read-repository.ts";

/** Where HEAD was from a moment on. */
export type HeadMove = { commit: string; at: number; isCheckout: boolean };

/** A work tree as it stands. */
export type Checkout = {
  branch: string | null;
  /** Null before the first commit. */
  head: string | null;
  isBare: boolean;
  isShallow: boolean;
  /** The work tree's own folder of git's files, and the one that all work trees share. */
  gitFolder: string;
  commonFolder: string;
  /** HEAD's own log, newest first: empty where none is kept. */
  moves: HeadMove[];
  /** The log goes on before the oldest of these moves. */
  isCut: boolean;
};

export type CheckoutAnswer = Checkout | "none" | "unknown";

const maxMoves = 1_000;

const questions = [
  "--is-bare-repository",
  "--is-shallow-repository",
  "--absolute-git-dir",
  "--git-common-dir",
];

/** Asks git about the work tree that it answers for. */
export async function readCheckout(
  ask: AskGit,
  env: Record<string, string | undefined>,
  folder: string,
): Promise<CheckoutAnswer> {
  const facts = await ask("rev-parse", ...questions, "HEAD", "--symbolic-full-name", "HEAD");
  if (facts.type === "silent") return "unknown";
  const [isBare, isShallow, gitFolder, commonFolder] = facts.lines;
  if (!isBare || !gitFolder || !commonFolder) return "none";
  const isBorn = facts.type === "answered";
  const { branch, headCommit: head } = isBorn ? headOf(facts.lines) : await unbornHead(folder, env);
  const log = isBorn ? await readMoves(ask) : [];
  if (log === "unknown") return "unknown";
  return {
    branch,
    head,
    isBare: isBare === "true",
    isShallow: isShallow === "true",
    gitFolder,
    commonFolder: path.resolve(folder, commonFolder),
    moves: log,
    isCut: log.length === maxMoves,
  };
}

async function readMoves(ask: AskGit): Promise<HeadMove[] | "unknown"> {
  const format = "--format=%H %gd %gs";
  const answer = await ask("log", "-g", "--date=unix", format, "-n", `${maxMoves}`, "HEAD", "--");
  if (answer.type === "silent") return "unknown";
  return answer.type === "failed" ? [] : answer.lines.flatMap((line) => moveOf(line) ?? []);
}

/** `<commit> HEAD@{1795000000} checkout: moving from main to fix/login` */
function moveOf(line: string): HeadMove | null {
  const [, commit, seconds, what] = /^([0-9a-f]{40,64}) HEAD@\{(\d+)\} ?(.*)$/.exec(line) ?? [];
  if (!commit || !seconds) return null;
  return {
    commit,
    at: Number(seconds) * 1_000,
    isCheckout: what?.startsWith("checkout: moving") === true,
  };
}

/** What HEAD was at a moment, as far as its log goes back. */
export function headAt({ moves }: Checkout, moment: number): string | undefined {
  return moves.find(({ at }) => at <= moment)?.commit;
}
