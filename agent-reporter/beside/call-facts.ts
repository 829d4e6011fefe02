import { appendFileSync, readFileSync, renameSync, statSync } from "node:fs";
import path from "node:path";
import { type Fact, isFact, parsed } from "./fact.ts";
import { olderFile, spoolFile, spoolFolder, takingFile } from "./fact-spool.ts";

/** What hooks told of one tool call, beside its name. */
export type CallFact = Pick<Fact, "ms" | "outcome">;

/** By `callName`. */
export type CallFacts = ReadonlyMap<string, CallFact>;

/** Calls are known by their own ids, in whatever session. */
export const callName = (runtime: string, call: string) => `${runtime} ${call}`;

const callsFile = (folder: string) => path.join(spoolFolder(folder), "calls.ndjson");
const olderCallsFile = (folder: string) => path.join(spoolFolder(folder), "older-calls.ndjson");

/** Some thousand calls: the log tells of each within seconds, and what was sent once is kept by the server. */
const largestBytes = 1 << 18;

/** Keeps what facts tell of calls, when they are taken up. Throws where it cannot be written. */
export function keepCalls(folder: string, facts: Fact[]): void {
  const ofCalls = facts.filter(tellsOfCall);
  if (ofCalls.length === 0) return;
  const file = callsFile(folder);
  const lines = ofCalls.map((fact) => `${JSON.stringify(fact)}\n`).join("");
  appendFileSync(file, lines, { mode: 0o600 });
  if (statSync(file).size >= largestBytes) renameSync(file, olderCallsFile(folder));
}

/** In the order in which facts move on: what moves while they are read is seen in the next one. */
const filesOf = (folder: string) =>
  [spoolFile, olderFile, takingFile, callsFile, olderCallsFile].map((one) => one(folder));

/** Differs where there may be news. */
export function callFactsMark(folder: string): string {
  return filesOf(folder)
    .map((file) => {
      const stats = statSync(file, { throwIfNoEntry: false });
      return stats ? `${stats.ino}:${stats.size}` : "-";
    })
    .join(" ");
}

/** All that is known of calls, taken up or not. Changes nothing. */
export function readCallFacts(folder: string): CallFacts {
  const found = new Map<string, CallFact>();
  for (const fact of filesOf(folder).flatMap(factsIn).filter(tellsOfCall)) {
    const name = callName(fact.runtime, fact.call ?? "");
    found.set(name, { ...found.get(name), ...told(fact) });
  }
  return found;
}

const tellsOfCall = ({ call, ms, outcome }: Fact) => call && (ms !== undefined || outcome);

const told = ({ ms, outcome }: Fact): CallFact => ({
  ...(ms !== undefined && { ms }),
  ...(outcome && { outcome }),
});

function factsIn(file: string): Fact[] {
  try {
    return readFileSync(file, "utf8").split("\n").map(parsed).filter(isFact);
  } catch {
    return [];
  }
}
