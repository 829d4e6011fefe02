import { DurableObject } from "cloudflare:workers";
import type { WorkspaceMessage } from "#contract/live.ts";
import { openDatabase } from "#worker/db/client.ts";
import { readLiveOverview } from "#worker/operations/sessions/read-live-overview.ts";
import { acceptSocket, closeTagged, send } from "./live-sockets.ts";

/** At most two messages a second. */
const leastGapMs = 500;

/**
 * Fans a workspace's overview out: what is active, and what today came to. It is told that something changed and reads
 * the present state from D1, so it may be wiped at any time, and costs nothing while nobody watches.
 */
export class WorkspaceLive extends DurableObject<Env> {
  #revision = 0;
  #ledgerRevision = 0;
  #sentAt = 0;
  #isSending = false;
  #isDirty = false;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  /** Something in the ledger changed. */
  async touch(): Promise<void> {
    this.#ledgerRevision = Math.max(this.#ledgerRevision + 1, Date.now());
    if (this.ctx.getWebSockets().length === 0) return;
    const waitMs = this.#sentAt + leastGapMs - Date.now();
    if (waitMs <= 0 && !this.#isSending) return this.#sendToAll();
    this.#isDirty = true;
    if ((await this.ctx.storage.getAlarm()) === null) {
      await this.ctx.storage.setAlarm(Date.now() + Math.max(waitMs, 50));
    }
  }

  /** WebSocket upgrades only. The route has already checked who is watching. */
  override async fetch(request: Request): Promise<Response> {
    const { server, answer } = acceptSocket(this.ctx, request);
    send(server, await this.#presentState());
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
    await this.#sendToAll();
  }

  async #sendToAll(): Promise<void> {
    this.#isSending = true;
    this.#isDirty = false;
    try {
      const message = await this.#presentState();
      this.#sentAt = Date.now();
      for (const socket of this.ctx.getWebSockets()) send(socket, message);
    } finally {
      this.#isSending = false;
    }
    if (this.#isDirty && (await this.ctx.storage.getAlarm()) === null) {
      await this.ctx.storage.setAlarm(Date.now() + leastGapMs);
    }
  }

  async #presentState(): Promise<WorkspaceMessage> {
    const workspaceId = this.ctx.id.name;
    if (!workspaceId) throw new Error("Objects are reached by name alone.");
    // Numbered before reading: of two readings at once, the one that began later wins on the screen. Time keeps the
    // numbers rising over a wipe.
    this.#revision = Math.max(this.#revision + 1, Date.now());
    this.#ledgerRevision ||= Date.now();
    const revision = this.#revision;
    const ledgerRevision = this.#ledgerRevision;
    const now = Date.now();
    const overview = await readLiveOverview({
      env: this.env,
      db: openDatabase(this.env),
      now,
      actor: { type: "system", workspaceId },
      waitUntil: (work) => this.ctx.waitUntil(work),
    });
    const at = new Date(now).toISOString();
    return { type: "workspace", revision, at, ...overview, ledgerRevision };
  }
}
