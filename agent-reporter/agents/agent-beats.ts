import { type AgentReport, type Heartbeat, maxAgentsPerHeartbeat } from "#contract/agents.ts";
import type { IngestItem } from "#contract/ingest.ts";
import type { AgentState as HookState } from "../beside/agent-states.ts";
import { AgentActivities } from "./agent-activity.ts";
import { type Health, healthOf } from "./agent-health.ts";

/** Makes of what agents do the heartbeats that tell how they do. */
export class AgentBeats {
  #activities = new AgentActivities();
  /** How each agent did at the last beat, and since when. */
  #told = new Map<string, { word: string; since: number }>();

  take(items: Iterable<IngestItem>, now: number): void {
    this.#activities.take(items, now);
  }

  /** The agents that were active last come first. */
  beat(hooks: HookState[], now: number): Heartbeat {
    const byRun = new Map(hooks.map((hook) => [`${hook.runtime} ${hook.session}`, hook]));
    const healths = this.#activities.lately(now).flatMap((activity) => {
      const hook = byRun.get(`${activity.runtime} ${activity.runId}`);
      return healthOf(activity, hook, now) ?? [];
    });
    const latest = healths
      .toSorted((a, b) => b.lastActivityAt - a.lastActivityAt)
      .slice(0, maxAgentsPerHeartbeat);
    const told = new Map<string, { word: string; since: number }>();
    const agents = latest.map((health): AgentReport => {
      const { knownSince: _, ...rest } = health;
      const key = `${health.runtime} ${health.runId}`;
      const since = this.#sinceOf(key, health, now);
      told.set(key, { word: wordOf(health), since });
      return { ...rest, since };
    });
    this.#told = told;
    return { at: now, agents };
  }

  #sinceOf(key: string, health: Health, now: number): number {
    if (health.knownSince !== null) return health.knownSince;
    const before = this.#told.get(key);
    return before?.word === wordOf(health) ? before.since : now;
  }
}

const wordOf = ({ state, waitsFor }: Health) => `${state} ${waitsFor}`;

/** What differs where there is something new to tell at once: not the tokens of a minute, nor the last activity. */
export const newsOf = ({ agents }: Heartbeat): string =>
  JSON.stringify(
    agents.map(({ runtime, runId, state, waitsFor, tool, failures, apiError, isStuck }) => [
      runtime,
      runId,
      state,
      waitsFor,
      tool,
      failures,
      apiError,
      isStuck,
    ]),
  );
