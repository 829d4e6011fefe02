import { DurableObject } from "cloudflare:workers";
import type { SessionMessage } from "#contract/live.ts";
import type { SessionSummary } from "#contract/sessions.ts";
import { openDatabase } from "#worker/db/client.ts";
import { idleAfterMs } from "#worker/domain/session-facts.ts";
import type { OperationContext } from "#worker/operations/context.ts";
import { getSessionReport } from "#worker/operations/reports/get-session-report.ts";
import { completeIdleSession } from "#worker/operations/sessions/complete-idle-session.ts";
import { readSummaries } from "#worker/operations/sessions/read-summaries.ts";
import { acceptSocket, closeTagged, sendNewer } from "./live-sockets.ts";
import { workspaceLive } from "./stubs.ts";

/**
 * Fans one session's state out to whoever watches it, and completes it when it idles. D1 is the record: this object
 * keeps nothing but an alarm, and what it remembers may be wiped at any time.
 */
export class SessionLive extends DurableObject<Env> {
  #latest: SessionSummary | null = null;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    // The runtime answers pings itself, so idle dashboards never wake this object.
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  /** Called after each change. Late or repeated states are dropped. */
  async publish(session: SessionSummary): Promise<void> {
    if (this.#latest && this.#latest.revision >= session.revision) return;
    this.#latest = session;
    for (const socket of this.ctx.getWebSockets()) sendNewer(socket, messageOf(session));
    await this.#watchForIdleness(session);
  }

  /** WebSocket upgrades only. The route has already checked who is watching. */
  override async fetch(request: Request): Promise<Response> {
    const { server, answer } = acceptSocket(this.ctx, request);
    // Accepted first and read second, so that no change falls between the two.
    const [stored] = await readSummaries(this.#operationContext(), [this.#names().sessionId]);
    const latest = newer(this.#latest, stored ?? null);
    if (latest) {
      this.#latest = latest;
      sendNewer(server, messageOf(latest));
    }
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
    const ctx = this.#operationContext();
    const session = await completeIdleSession(ctx, this.#names().sessionId);
    if (!session) return;
    await this.publish(session);
    if (session.status === "active") return this.#watchForIdleness(session);
    await workspaceLive(this.env, ctx.actor.workspaceId).touch();
    await getSessionReport(ctx, session.id);
  }

  /** One alarm, moved on when it fires, since setting one is a row written. */
  async #watchForIdleness({ origin, status, lastActivityAt }: SessionSummary): Promise<void> {
    // What a person began runs until a person ends it.
    if (origin !== "auto" || status !== "active") return;
    if ((await this.ctx.storage.getAlarm()) !== null) return;
    const due = Date.parse(lastActivityAt) + idleAfterMs;
    await this.ctx.storage.setAlarm(Math.max(due, Date.now() + 1_000));
  }

  #names(): { workspaceId: string; sessionId: string } {
    const [workspaceId, sessionId] = (this.ctx.id.name ?? "").split("/");
    if (!workspaceId || !sessionId) throw new Error("Objects are reached by name alone.");
    return { workspaceId, sessionId };
  }

  #operationContext(): OperationContext {
    return {
      env: this.env,
      db: openDatabase(this.env),
      now: Date.now(),
      actor: { type: "system", workspaceId: this.#names().workspaceId },
      waitUntil: (work) => this.ctx.waitUntil(work),
    };
  }
}

const messageOf = (session: SessionSummary): SessionMessage => ({
  type: "session",
  revision: session.revision,
  session,
});

function newer(a: SessionSummary | null, b: SessionSummary | null): SessionSummary | null {
  if (!a || !b) return a ?? b;
  return a.revision >= b.revision ? a : b;
}
