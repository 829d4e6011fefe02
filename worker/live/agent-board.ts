import { silentMs } from "#contract/agent-times.ts";
import type { AgentHealth, Heartbeat } from "#contract/agents.ts";
import { projectIdOf } from "#worker/domain/stable-ids.ts";

/** A machine's heartbeat, and whose it is. */
export type MachineHeartbeat = { machineId: string; personId: string; beat: Heartbeat };

type Kept = { heardAt: number; agents: AgentHealth[] };

const prefix = "agents:";

/** What is kept of a machine that is not heard of any more, so that its agents are told as gone. */
const forgetAfterMs = 3_600_000;

/**
 * How a workspace's agents do, by each machine's last heartbeat: one row of the object's own storage for each, since the
 * object sleeps between two of them. Nothing here is a record; what is lost comes with the next heartbeat.
 */
export class AgentBoard {
  #kv: SyncKvStorage;
  #workspaceId: string;

  constructor(kv: SyncKvStorage, workspaceId: string) {
    this.#kv = kv;
    this.#workspaceId = workspaceId;
  }

  /** Times are moved to the server's clock. */
  note({ machineId, personId, beat }: MachineHeartbeat, now: number): void {
    const ahead = beat.at - now;
    const timeOf = (at: number) => new Date(Math.min(Math.max(0, at - ahead), now)).toISOString();
    const agents = beat.agents.map(
      ({ projectKey, since, lastActivityAt, ...told }): AgentHealth => ({
        ...told,
        machineId,
        personId,
        projectId: projectKey === null ? null : projectIdOf(this.#workspaceId, projectKey),
        since: timeOf(since),
        lastActivityAt: timeOf(lastActivityAt),
        heardAt: new Date(now).toISOString(),
      }),
    );
    this.#kv.put(prefix + machineId, { heardAt: now, agents } satisfies Kept);
    for (const [key, { heardAt }] of this.#all()) {
      if (now - heardAt > forgetAfterMs) this.#kv.delete(key);
    }
  }

  /** Those of a copied home are told by two machines: the last one heard of with activity counts. */
  agents(now: number): AgentHealth[] {
    const found = new Map<string, AgentHealth>();
    for (const [, { heardAt, agents }] of this.#all()) {
      if (now - heardAt > forgetAfterMs) continue;
      for (const agent of agents.map((one) => asHeard(one, now))) {
        const key = `${agent.runtime} ${agent.runId}`;
        const known = found.get(key);
        if (!known || known.lastActivityAt < agent.lastActivityAt) found.set(key, agent);
      }
    }
    return [...found.values()];
  }

  #all(): [string, Kept][] {
    return [...this.#kv.list<Kept>({ prefix })];
  }
}

function asHeard(agent: AgentHealth, now: number): AgentHealth {
  const heardAt = Date.parse(agent.heardAt);
  if (now - heardAt <= silentMs || agent.state === "gone") return agent;
  return { ...agent, state: "gone", since: agent.heardAt, waitsFor: null, tokensPerMinute: 0 };
}
