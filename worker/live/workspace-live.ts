import { DurableObject } from "cloudflare:workers";
import type { WorkspaceMessage } from "#contract/live.ts";
import { openDatabase } from "#worker/db/client.ts";
import { readLiveOverview } from "#worker/operations/sessions/read-live-overview.ts";
import { acceptSocket, closeTagged, sendNewer } from "./live-sockets.ts";

/** At most two messages a second. */
const leastGapMs = 500;

/** When what could not be read is read again. */
const retryAfterMs = 5_000;

/**
 * Fans a workspace's overview out: what is active, and what today came to. It is told that something changed and reads
 * the present state from D1, so it may be wiped at any time, and costs nothing while nobody watches.
 */
export class WorkspaceLive extends DurableObject<Env> {
  #revision = 0;
  #ledgerRevision = 0;
  #sentAt = 0;
  #isSending = false;
  /** True at waking: what was not sent before is not known. */
  #isDirty = true;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  /** Something in the ledger changed. */
  async touch(): Promise<void> {
    this.#ledgerRevision = Math.max(this.#ledgerRevision + 1, Date.now());
    this.#isDirty = true;
    await this.#sendWhenDue();
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
    await this.#sendWhenDue();
  }

  /** One at a time: whoever sends looks afterwards whether something changed meanwhile. */
  async #sendWhenDue(): Promise<void> {
    if (!this.#isDirty || this.#isSending || this.ctx.getWebSockets().length === 0) return;
    const waitMs = this.#sentAt + leastGapMs - Date.now();
    if (waitMs > 0) return this.#wakeIn(waitMs);

    this.#isSending = true;
    this.#isDirty = false;
    const wasSent = await this.#sendToAll();
    this.#isSending = false;
    if (!wasSent) this.#isDirty = true;
    if (this.#isDirty) await this.#wakeIn(wasSent ? leastGapMs : retryAfterMs);
  }

  /** Nobody asked for it who could be told that it failed. */
  async #sendToAll(): Promise<boolean> {
    try {
      const message = await this.#presentState();
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

  async #presentState(): Promise<WorkspaceMessage> {
    const workspaceId = this.ctx.id.name;
    if (!workspaceId) throw new Error("Objects are reached by name alone.");
    // Numbered before reading: of two readings at once, the one that began later is the newer one. Time keeps the
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
