import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import type { Scenario } from "./scenarios.ts";
import { type Counts, countNames, readServed, readSteps, type Served } from "./served.ts";
import type { StintServer } from "./stint-server.ts";
import { aWorkspace, exportsOf, type Ledger, type Left } from "./told-workspace.ts";

type Way = "log" | "telemetry" | "both";
type Given = {
  /** What the workspaces are called by. */
  name: string;
  scenario: Scenario;
  server: () => StintServer;
  left: () => Left;
};

const hasTelemetry = ({ agent }: Scenario) => agent !== "opencode";

/** Tests that the ledger is what the scripted server served, by whichever way it learns of it. */
export function tellInThreeWays({ name, scenario, server, left }: Given): void {
  const expectTold = (ledger: Ledger, way: Way) => {
    const expected = expectedOf(scenario, left().folder, way);
    const threads = way === "telemetry" ? threadsOf(left().logs) : new Map<string, string>();
    expect(figuresOf(ledger, threads)).toEqual(expected);
  };
  const aNew = (told: string) => aWorkspace(server(), `${name}-${told}`);

  test("by its log alone, also when read again", async () => {
    const workspace = await aNew("log");
    await workspace.sync(left());
    const ledger = await workspace.read();
    expectTold(ledger, "log");
    await workspace.sync(left());
    expect(await workspace.read()).toEqual(ledger);
  });

  if (!hasTelemetry(scenario)) return;

  test("by its telemetry alone, also when sent again", async () => {
    const workspace = await aNew("telemetry");
    const sent = exportsOf(left());
    await workspace.export(sent);
    const ledger = await workspace.read();
    expectTold(ledger, "telemetry");
    await workspace.export(sent);
    expect(await workspace.read()).toEqual(ledger);
  });

  test("by both, in any order and again: one ledger", async () => {
    const sent = exportsOf(left());
    const half = Math.ceil(sent.length / 2);
    const [first, last, amid] = [await aNew("first"), await aNew("last"), await aNew("amid")];
    await Promise.all([
      first.sync(left()).then(() => first.export(sent)),
      last.export(sent).then(() => last.sync(left())),
      amid.export(sent.slice(half)).then(() => amid.sync(left())),
    ]);
    const ledger = await first.read();
    expectTold(ledger, "both");
    expect(await last.read()).toEqual(ledger);

    await amid.export(sent);
    await amid.sync(left());
    expect(await amid.read()).toEqual(ledger);
    expect(await amid.totals()).toMatchObject(totalOf(ledger));
  });
}

export type Figures = {
  /** By session, whether the session's own run or a sub-agent's, and model. */
  tokens: Record<string, Counts>;
  calls: Record<string, number>;
  errors: (number | null)[];
};

/** What the ledger must say. Every difference between ways is one of those named here and in `scenarios`. */
export function expectedOf(scenario: Scenario, folder: string, way: Way): Figures {
  const told = readServed(folder).filter(isToldOf(scenario, folder, way));
  const placed = told.map((one) => ({ ...one, session: sessionOf(scenario, folder, one) }));
  const calls = countBy(placed.flatMap(({ session, calls: count }) => fill(count, session)));
  const [last] = readSteps(folder).filter(({ step }) => step === scenario.callsInCallsOf);
  if (last?.session) calls[last.session] = (calls[last.session] ?? 0) + 1;
  return {
    tokens: sumsOf(placed.map((one) => ({ ...one, ...knownOf(scenario, one, way) }))),
    calls,
    errors: scenario.errors?.[way] ?? [],
  };
}

function isToldOf(scenario: Scenario, folder: string, way: Way) {
  const unlogged = readSteps(folder).filter(({ step }) => scenario.unlogged?.includes(step));
  const sessions = new Set(unlogged.map(({ session }) => session));
  return ({ kind, session }: Served) => {
    if (kind === "aux" && scenario.untoldSides) return false;
    return way !== "log" || !sessions.has(session);
  };
}

/** The root run's id. */
function sessionOf({ agent }: Scenario, folder: string, served: Served): string {
  const [first] = readSteps(folder);
  // Gemini's protocol names no session, and all steps are of one. In OpenCode's a sub-agent's session is its own.
  const isOfFirst = agent === "gemini" || (agent === "opencode" && served.isSubagent);
  return (isOfFirst ? first?.session : served.session) ?? "unknown";
}

/** What a way knows of an answer. */
function knownOf({ agent }: Scenario, served: Served, way: Way) {
  if (way !== "telemetry") return {};
  return {
    // Searches are in Claude Code's log alone.
    counts: { ...served.counts, webSearches: 0 },
    // Gemini's telemetry names the session, not the sub-agent.
    ...(agent === "gemini" && { isSubagent: false }),
  };
}

/** What the ledger says. `threads` are the roots of runs whose telemetry does not name them. */
export function figuresOf({ events, calls, errors }: Ledger, threads = noThreads): Figures {
  const rootOf = (session: string) => threads.get(session) ?? session;
  expect(events.filter(({ lowerBound }) => lowerBound)).toEqual([]);
  const keys = calls.map(({ key }) => key);
  expect(keys).toHaveLength(new Set(keys).size);
  return {
    tokens: sumsOf(
      events.map(({ model, session, run, ...counts }) => ({
        model,
        counts,
        session: rootOf(session),
        isSubagent: !run.endsWith(`/${rootOf(session)}`),
      })),
    ),
    calls: countBy(calls.map(({ session }) => rootOf(session))),
    errors: errors.map(({ status }) => status).toSorted(nullLast),
  };
}

const noThreads: ReadonlyMap<string, string> = new Map();
const nullLast = (a: number | null, b: number | null) => (a ?? 1_000) - (b ?? 1_000);

/** Codex's telemetry names a thread: whose sub-agent's it is stands in the rollouts' first lines. */
function threadsOf(logs: Record<string, string>): Map<string, string> {
  const roots = new Map<string, string>();
  const home = path.join(logs["CODEX_HOME"] ?? "", "sessions");
  for (const file of rolloutsIn(home)) {
    const [line = "{}"] = readFileSync(file, "utf8").split("\n");
    const { payload }: { payload: { id: string; session_id: string } } = JSON.parse(line);
    roots.set(payload.id, payload.session_id);
  }
  return roots;
}

function rolloutsIn(folder: string): string[] {
  try {
    const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
    return names.filter((name) => name.endsWith(".jsonl")).map((name) => path.join(folder, name));
  } catch {
    return [];
  }
}

type Sum = { session: string; isSubagent: boolean; model: string; counts: Counts };

function sumsOf(list: Sum[]): Record<string, Counts> {
  const sums: Record<string, Counts> = {};
  for (const { session, isSubagent, model, counts } of list) {
    const sum = (sums[`${session} ${isSubagent ? "sub-agents" : "itself"} ${model}`] ??= zero());
    for (const name of countNames) sum[name] += counts[name];
  }
  return sums;
}

const zero = () => Object.fromEntries(countNames.map((name) => [name, 0])) as Counts;

const totalOf = ({ events }: Ledger): Counts => {
  const total = zero();
  for (const event of events) for (const name of countNames) total[name] += event[name];
  return total;
};

const fill = (count: number, text: string) => Array.from({ length: count }, () => text);

function countBy(list: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const one of list) counts[one] = (counts[one] ?? 0) + 1;
  return counts;
}
