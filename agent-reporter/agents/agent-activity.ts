import type { ErrorItem, IngestItem, RunItem, ToolItem, UsageItem } from "#contract/ingest.ts";

/** What an agent did lately, its sub-agents' work included. */
export type AgentActivity = {
  runtime: string;
  /** Of its root run. */
  runId: string;
  projectKey: string | null;
  /** Unix milliseconds, as all times here. */
  lastActivityAt: number;
  /** When it last answered, or asked for tools; in all its runs, and by run. */
  lastTurnAt: number;
  lastTurns: Map<string, number>;
  /** By key, the newest last. */
  calls: Map<string, ToolItem>;
  errors: Map<string, ErrorItem>;
  /** Tokens of answers of the last minute, by key. */
  turns: Map<string, { at: number; tokens: number }>;
};

/** Whatever is older says nothing of how an agent does now. */
const lately = 3_600_000;
const minute = 60_000;
const mostCalls = 50;
const mostErrors = 20;

/** Follows the items that the logs' reading brings, and knows of each agent what it did lately. */
export class AgentActivities {
  #agents = new Map<string, AgentActivity>();
  /** Roots of runs, and the roots' projects; of all runs, since a run's item comes once. */
  #roots = new Map<string, string>();
  #projects = new Map<string, string>();

  take(items: Iterable<IngestItem>, now: number): void {
    for (const item of items) {
      if (item.type === "run") this.#takeRun(item);
      else if (item.type !== "git") this.#takeDone(item, now);
    }
  }

  /** Those that were active within the last hour. */
  lately(now: number): AgentActivity[] {
    for (const [key, agent] of this.#agents) {
      if (now - agent.lastActivityAt > lately) this.#agents.delete(key);
      for (const [name, turn] of agent.turns) {
        if (now - turn.at > minute) agent.turns.delete(name);
      }
    }
    return [...this.#agents.values()];
  }

  #takeRun({ runtime, runId, rootRunId, parentRunId, project }: RunItem): void {
    this.#roots.set(`${runtime} ${runId}`, rootRunId);
    if (parentRunId === null && project) this.#projects.set(`${runtime} ${runId}`, project.key);
  }

  #takeDone(item: UsageItem | ToolItem | ErrorItem, now: number): void {
    const at = endOf(item);
    if (now - at > lately) return;
    const agent = this.#agentOf(item);
    agent.lastActivityAt = Math.max(agent.lastActivityAt, at);
    if (item.type === "usage") takeTurn(agent, item);
    else if (item.type === "tool") addTo(agent.calls, item, mostCalls);
    else addTo(agent.errors, item, mostErrors);
  }

  #agentOf({ runtime, runId }: UsageItem | ToolItem | ErrorItem): AgentActivity {
    const root = this.#roots.get(`${runtime} ${runId}`) ?? runId;
    const key = `${runtime} ${root}`;
    const projectKey = this.#projects.get(key) ?? null;
    const known = this.#agents.get(key);
    if (known) return Object.assign(known, { projectKey });
    const agent = {
      runtime,
      runId: root,
      projectKey,
      lastActivityAt: 0,
      lastTurnAt: 0,
      lastTurns: new Map(),
      calls: new Map(),
      errors: new Map(),
      turns: new Map(),
    };
    this.#agents.set(key, agent);
    return agent;
  }
}

const endOf = (item: UsageItem | ToolItem | ErrorItem) =>
  item.type === "tool" ? item.startedAt + (item.durationMs ?? 0) : item.occurredAt;

function takeTurn(agent: AgentActivity, item: UsageItem): void {
  const tokens = item.input + item.output + item.cacheRead + item.cacheWrite5m + item.cacheWrite1h;
  agent.turns.set(item.key, { at: item.occurredAt, tokens });
  agent.lastTurnAt = Math.max(agent.lastTurnAt, item.occurredAt);
  const lastOfRun = agent.lastTurns.get(item.runId) ?? 0;
  agent.lastTurns.set(item.runId, Math.max(lastOfRun, item.occurredAt));
}

function addTo<Item extends { key: string }>(
  known: Map<string, Item>,
  item: Item,
  most: number,
): void {
  known.set(item.key, item);
  for (const key of known.keys()) {
    if (known.size <= most) return;
    known.delete(key);
  }
}
