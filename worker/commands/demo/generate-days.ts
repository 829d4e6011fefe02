import type { ErrorItem, IngestItem, RunItem, ToolItem, UsageItem } from "#contract/ingest.ts";
import { type Random, seeded } from "./random.ts";
import {
  sampleModels,
  type SamplePerson,
  sampleProjects,
  sampleTools,
  sampleVerbs,
  sampleWork,
} from "./sample-team.ts";

const dayMs = 86_400_000;
const minuteMs = 60_000;

/** One person's generated work of the last `days` days up to `now`. The same day gives the same items at each run. */
export function generateDays(person: SamplePerson, days: number, now: number): IngestItem[] {
  const today = Math.floor(now / dayMs);
  const past = Array.from({ length: days }, (_, ago) => generateDay(person, today - ago, now));
  return [...past.flat(), ...generateNow(person, now)];
}

/** Some are at work right now, so that the live pages have something to show. */
function generateNow(person: SamplePerson, now: number): IngestItem[] {
  if (!person.isAtWork) return [];
  const startsAt = now - 14 * minuteMs;
  return generateSession(person, { id: `now-${Math.floor(now / minuteMs)}`, startsAt }).filter(
    (item) => momentOf(item) <= now,
  );
}

/** Work of the days is over for longer than a session stays open: who is at work now does not hang on the hour. */
const overMs = 45 * minuteMs;

function generateDay(person: SamplePerson, day: number, now: number): IngestItem[] {
  const random = seeded(`${person.email} ${day}`);
  const weekday = new Date(day * dayMs).getUTCDay();
  const isWeekend = weekday === 0 || weekday === 6;
  const most = isWeekend ? 1 : person.sessionsADay + 1;
  const sessions = random.integer(isWeekend ? 0 : 1, most);
  return Array.from({ length: sessions }, (_, nth) =>
    generateSession(person, { id: `${day}-${nth}`, startsAt: startOf(day, random) }),
  )
    .filter((items) => items.every((item) => momentOf(item) <= now - overMs))
    .flat();
}

/** Spread over a working day, 08:00 to 19:00 UTC. */
const startOf = (day: number, random: Random) =>
  day * dayMs + random.integer(8 * 60, 19 * 60) * minuteMs;

type Sketch = { id: string; startsAt: number };

function generateSession(person: SamplePerson, { id, startsAt }: Sketch): IngestItem[] {
  const random = seeded(`${person.email} ${id}`);
  const { runtime, model } = random.weighted(sampleModels);
  const runId = `sample-${person.email.split("@", 1)[0]}-${id}`;
  const work = random.pick(sampleWork);
  const run: RunItem = {
    type: "run",
    runtime,
    runId,
    rootRunId: runId,
    parentRunId: null,
    startedAt: startsAt,
    project: random.pick(sampleProjects),
    version: runtime === "codex" ? "0.169.0" : "2.1.329",
    title: work.title,
    branch: work.branch,
    headCommit: null,
    agentType: null,
  };
  const main = generateTurns(run, { model, turns: random.integer(15, 90), random });
  return [run, ...main, ...(random.chance(0.35) ? generateSubagent(run, random) : [])];
}

function generateSubagent(parent: RunItem, random: Random): IngestItem[] {
  const run: RunItem = {
    ...parent,
    runId: `${parent.runId}-explore`,
    parentRunId: parent.runId,
    startedAt: parent.startedAt + 5 * minuteMs,
    title: null,
    agentType: "Explore",
  };
  const model = parent.runtime === "codex" ? "gpt-5-codex" : "claude-haiku-4-5-20251001";
  return [run, ...generateTurns(run, { model, turns: random.integer(5, 20), random })];
}

type Turns = { model: string; turns: number; random: Random };

function generateTurns(run: RunItem, { model, turns, random }: Turns): IngestItem[] {
  let at = run.startedAt;
  let context = random.integer(9_000, 24_000);
  return Array.from({ length: turns }, (_, nth) => {
    at += random.integer(4_000, random.chance(0.06) ? 9 * minuteMs : 70_000);
    const fresh = random.integer(400, 5_200);
    const usage = generateUsage(run, { nth, at, model, context, fresh, random });
    context = Math.min(180_000, context + fresh);
    const error = random.chance(0.01) ? [generateError(run, { nth, at, random })] : [];
    const tool = random.chance(0.75) ? [generateTool(run, { nth, at, random })] : [];
    return [...error, usage, ...tool];
  }).flat();
}

type Turn = { nth: number; at: number; random: Random };

function generateUsage(
  run: RunItem,
  turn: Turn & { model: string; context: number; fresh: number },
): UsageItem {
  const isClaude = run.runtime === "claude-code";
  const output = turn.random.integer(60, 1_900);
  return {
    type: "usage",
    key: `${run.runtime}:${run.runId}-${turn.nth}`,
    runtime: run.runtime,
    runId: run.runId,
    occurredAt: turn.at,
    model: turn.model,
    input: isClaude ? turn.random.integer(3, 40) : turn.fresh,
    output,
    cacheRead: turn.context,
    cacheWrite5m: isClaude ? turn.fresh : 0,
    cacheWrite1h: 0,
    reasoning: isClaude ? 0 : Math.floor(output * 0.4),
    webSearches: 0,
    serviceTier: null,
    speed: null,
    geo: null,
    requestId: null,
    vendorCostNanoUsd: null,
    lowerBound: run.parentRunId !== null && turn.random.chance(0.3),
    auxiliary: false,
    provisional: false,
    credit: { rank: run.parentRunId === null ? 0 : 1, beganAt: run.startedAt },
  };
}

function generateTool(run: RunItem, { nth, at, random }: Turn): ToolItem {
  const failed = random.chance(0.05);
  const name = random.pick(sampleTools);
  const isShell = name === "Bash";
  const ranMs = random.integer(40, random.chance(0.1) ? 45_000 : 2_500);
  const failure = isShell
    ? { errorKind: "exit_code" as const, exitCode: 1 }
    : { errorKind: "not_found" as const, exitCode: null };
  return {
    type: "tool",
    key: `sample-call-${run.runId}-${nth}`,
    runtime: run.runtime,
    runId: run.runId,
    name,
    startedAt: at,
    ranMs,
    durationMs: ranMs + (random.chance(0.1) ? random.integer(2_000, 45_000) : 0),
    outcome: failed ? "failed" : "ok",
    ...(isShell ? random.pick(sampleVerbs) : { verb: null, destructive: false }),
    ...(failed ? failure : { errorKind: null, exitCode: null }),
    isSubagent: run.parentRunId !== null,
  };
}

/** The provider was busy, and was asked again. */
function generateError(run: RunItem, { nth, at, random }: Turn): ErrorItem {
  return {
    type: "error",
    key: `${run.runtime}:error:sample-${run.runId}-${nth}`,
    runtime: run.runtime,
    runId: run.runId,
    occurredAt: at - 2_000,
    kind: "overloaded",
    status: run.runtime === "claude-code" ? 529 : 503,
    model: null,
    requestId: null,
    attempt: 1,
    maxAttempts: 10,
    retryInMs: random.integer(500, 1_500),
  };
}

function momentOf(item: IngestItem): number {
  if ("occurredAt" in item) return item.occurredAt;
  return "observedAt" in item ? item.observedAt : item.startedAt;
}
