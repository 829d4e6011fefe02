import { DurableObject } from "cloudflare:workers";
import type { AgentHealth } from "#contract/agents.ts";
import type { AgentsMessage, WorkspaceMessage } from "#contract/live.ts";
import { openDatabase } from "#worker/db/client.ts";
import { readLiveOverview } from "#worker/operations/sessions/read-live-overview.ts";
import { AgentBoard, type MachineHeartbeat } from "./agent-board.ts";
import { acceptSocket, closeTagged, sendNewer } from "./live-sockets.ts";

/** At most two messages a second. */
const leastGapMs = 500;

/** When what could not be read is read again. */
const retryAfterMs = 5_000;

/**
 * Fans a workspace's overview out: what is active, how the agents do, and what today came to. It is told that something
 * changed and reads the present state from D1, so it may be wiped at any time, and costs next to nothing while nobody
 * watches.
 */
export class WorkspaceLive extends DurableObject<Env> {
  #revision = 0;
  #ledgerRevision = 0;
  #sessionsRevision = 0;
  #sentAt = 0;
  #isSending = false;
  #isDirty = false;
  #areAgentsDirty = false;
  /** Until an alarm that was set before this waking has fired: what it was to send is not known. */
  #isWoken = true;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  /** Something in the ledger changed, or somebody changed a session. */
  async touch(what: "ledger" | "sessions" = "ledger"): Promise<void> {
    this.#ledgerRevision = Math.max(this.#ledgerRevision + 1, Date.now());
    if (what === "sessions") this.#sessionsRevision = this.#ledgerRevision;
    this.#isDirty = true;
    await this.#sendWhenDue();
  }

  /** How a machine's agents do. What it told before is replaced. */
  async noteHeartbeat(heard: MachineHeartbeat): Promise<void> {
    this.#board().note(heard, Date.now());
    this.#areAgentsDirty = true;
    await this.#sendWhenDue();
  }

  async readAgents(): Promise<AgentHealth[]> {
    return this.#board().agents(Date.now());
  }

  /** WebSocket upgrades only. The route has already checked who is watching. */
  override async fetch(request: Request): Promise<Response> {
    const { server, answer } = acceptSocket(this.ctx, request);
    sendNewer(server, await this.#presentState());
    return answer;
  }

  /** Closes the sockets of a person or a token that lost access. */
  async close(tag: string): Promise<void> {
    closeTagged(this.ctx, tag);
  }

  override async webSocketClose(): Promise<void> {
    // The runtime answers close frames.
  }

  override async alarm(): Promise<void> {
    this.#isDirty ||= this.#isWoken;
    this.#isWoken = false;
    await this.#sendWhenDue();
  }

  /** One at a time: whoever sends looks afterwards whether something changed meanwhile. */
  async #sendWhenDue(): Promise<void> {
    const hasNews = this.#isDirty || this.#areAgentsDirty;
    if (!hasNews || this.#isSending || this.ctx.getWebSockets().length === 0) return;
    const waitMs = this.#sentAt + leastGapMs - Date.now();
    if (waitMs > 0) return this.#wakeIn(waitMs);

    this.#isSending = true;
    const isOnlyAgents = !this.#isDirty;
    this.#isDirty = false;
    this.#areAgentsDirty = false;
    const wasSent = await this.#sendToAll(isOnlyAgents);
    this.#isSending = false;
    if (!wasSent) this.#isDirty = true;
    if (this.#isDirty || this.#areAgentsDirty)
      await this.#wakeIn(wasSent ? leastGapMs : retryAfterMs);
  }

  /** Nobody asked for it who could be told that it failed. */
  async #sendToAll(isOnlyAgents: boolean): Promise<boolean> {
    try {
      const message = isOnlyAgents ? this.#presentAgents() : await this.#presentState();
      this.#sentAt = Date.now();
      for (const socket of this.ctx.getWebSockets()) sendNewer(socket, message);
      return true;
    } catch (error) {
      console.error({ message: "overview not read", error: String(error) });
      return false;
    }
  }

  async #wakeIn(waitMs: number): Promise<void> {
    if ((await this.ctx.storage.getAlarm()) !== null) return;
    await this.ctx.storage.setAlarm(Date.now() + Math.max(waitMs, 50));
  }

  get #workspaceId(): string {
    const workspaceId = this.ctx.id.name;
    if (!workspaceId) throw new Error("Objects are reached by name alone.");
    return workspaceId;
  }

  #board(): AgentBoard {
    return new AgentBoard(this.ctx.storage.kv, this.#workspaceId);
  }

  /** Time keeps the numbers rising over a wipe. */
  #nextRevision(): number {
    this.#revision = Math.max(this.#revision + 1, Date.now());
    return this.#revision;
  }

  #presentAgents(): AgentsMessage {
    const now = Date.now();
    const at = new Date(now).toISOString();
    return {
      type: "agents",
      revision: this.#nextRevision(),
      at,
      agents: this.#board().agents(now),
    };
  }

  async #presentState(): Promise<WorkspaceMessage> {
    // Numbered before reading: of two readings at once, the one that began later is the newer one.
    const revision = this.#nextRevision();
    const workspaceId = this.#workspaceId;
    this.#ledgerRevision ||= Date.now();
    this.#sessionsRevision ||= this.#ledgerRevision;
    const told = {
      ledgerRevision: this.#ledgerRevision,
      sessionsRevision: this.#sessionsRevision,
    };
    const now = Date.now();
    const overview = await readLiveOverview({
      env: this.env,
      db: openDatabase(this.env),
      now,
      actor: { type: "system", workspaceId },
      waitUntil: (work) => this.ctx.waitUntil(work),
    });
    const at = new Date(now).toISOString();
    const agents = this.#board().agents(now);
    return { type: "workspace", revision, at, ...overview, agents, ...told };
  }
}
