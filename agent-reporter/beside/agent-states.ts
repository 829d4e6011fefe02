import { readFileSync, renameSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { fieldOf, readStateFile, textOf, writeStateFile } from "../config/state-file.ts";
import { codeOf } from "../output/command-error.ts";
import { keepCalls } from "./call-facts.ts";
import { type Fact, isFact, parsed } from "./fact.ts";
import { olderFile, spoolFile, spoolFolder, takingFile } from "./fact-spool.ts";

/** How an agent's session stands, as its hooks told last. */
export type AgentState = {
  runtime: string;
  session: string;
  state: "working" | "asks-permission" | "waits-for-person" | "ended";
  /** When it came to be so, Unix milliseconds. */
  since: number;
  startedAt: number | null;
  endedAt: number | null;
  endReason: string | null;
  permissionPrompts: number;
  /** The `stint run` that started the agent. */
  under: string | null;
};

type Kept = { sessions: AgentState[]; taken: string };

const mostKept = 200;

const keptFile = (folder: string) => path.join(spoolFolder(folder), "sessions.json");

/** How the sessions stand by what was taken up so far, the latest first. */
export const readAgentStates = (folder: string): AgentState[] => readKept(folder).sessions;

/**
 * Takes up what hooks have left: each fact once, also where it is ended half way. Several may try at the same time; one
 * of them gets it. Throws nothing: without it sessions are only known by their logs.
 */
export function takeUpFacts(folder: string): AgentState[] {
  const kept = readKept(folder);
  try {
    // One that an earlier try has left comes first.
    takeFile(folder, kept);
    for (const file of [olderFile(folder), spoolFile(folder)]) {
      if (moveAway(file, takingFile(folder))) takeFile(folder, kept);
    }
  } catch {
    // A full disk: the facts stay where they are.
  }
  return kept.sessions;
}

function takeFile(folder: string, kept: Kept): void {
  const file = takingFile(folder);
  const stats = statSync(file, { throwIfNoEntry: false });
  if (!stats) return;
  const taken = `${stats.ino}:${stats.birthtimeMs}:${stats.size}`;
  if (taken !== kept.taken) {
    const facts = readFileSync(file, "utf8").split("\n").map(parsed).filter(isFact);
    // Twice is as good as once: what is kept of calls has a key.
    keepCalls(folder, facts);
    kept.sessions = withFacts(kept.sessions, facts);
    kept.taken = taken;
    writeStateFile(keptFile(folder), JSON.stringify(kept));
  }
  rmSync(file, { force: true });
}

/** How many facts wait to be taken up, and how the sessions stand with them. Changes nothing. */
export function lookAtFacts(folder: string): { waiting: number; sessions: AgentState[] } {
  const kept = readKept(folder);
  const facts = [olderFile(folder), spoolFile(folder)].flatMap((file) =>
    (textIn(file) ?? "").split("\n").map(parsed).filter(isFact),
  );
  return { waiting: facts.length, sessions: withFacts(kept.sessions, facts) };
}

/** The sessions after some more facts; facts come in any order of sessions, and in time's order as a rule. */
export function withFacts(sessions: AgentState[], facts: Fact[]): AgentState[] {
  const byKey = new Map(sessions.map((one) => [`${one.runtime} ${one.session}`, one]));
  for (const fact of facts) {
    const key = `${fact.runtime} ${fact.session}`;
    byKey.set(key, after(byKey.get(key) ?? unknownState(fact), fact));
  }
  return [...byKey.values()].toSorted((a, b) => b.since - a.since).slice(0, mostKept);
}

const unknownState = ({ runtime, session, at }: Fact): AgentState => ({
  runtime,
  session,
  state: "working",
  since: at,
  startedAt: null,
  endedAt: null,
  endReason: null,
  permissionPrompts: 0,
  under: null,
});

/** A session's state after an event, by the words of the three agents that have hooks. */
function after(known: AgentState, fact: Fact): AgentState {
  const next = { ...known, under: known.under ?? fact.under ?? null };
  const state = stateAfter(fact);
  if (state && state !== known.state) Object.assign(next, { state, since: fact.at });
  next.permissionPrompts += promptsOf(state, fact, known);
  if (fact.event === "SessionStart") {
    return { ...next, startedAt: known.startedAt ?? fact.at, endedAt: null, endReason: null };
  }
  if (state !== "ended") return next;
  return { ...next, endedAt: fact.at, endReason: fact.why ?? null };
}

/** None of a fact that was left twice. */
function promptsOf(state: AgentState["state"] | undefined, { at }: Fact, known: AgentState) {
  if (state !== "asks-permission") return 0;
  return known.state === state && known.since === at ? 0 : 1;
}

const waiting = new Set(["Stop", "AfterAgent", "agent-turn-complete"]);
const working = new Set([
  "SessionStart",
  "UserPromptSubmit",
  "BeforeAgent",
  "PostToolUse",
  "PostToolUseFailure",
  "PreToolUse",
  "PreCompact",
]);

/** Undefined where the event says nothing of it, such as a sub-agent's end. */
function stateAfter({ event, why }: Fact): AgentState["state"] | undefined {
  if (event === "SessionEnd") return "ended";
  if (event === "Notification" && why === "permission_prompt") return "asks-permission";
  if (waiting.has(event) || (event === "Notification" && why === "idle_prompt"))
    return "waits-for-person";
  return working.has(event) ? "working" : undefined;
}

function readKept(folder: string): Kept {
  const kept = readStateFile(keptFile(folder));
  const sessions = fieldOf(kept, "sessions");
  return {
    sessions: Array.isArray(sessions) ? sessions : [],
    taken: textOf(kept, "taken") ?? "",
  };
}

function moveAway(file: string, to: string): boolean {
  try {
    renameSync(file, to);
    return true;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return false;
    throw error;
  }
}

function textIn(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
