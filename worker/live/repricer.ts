import { DurableObject } from "cloudflare:workers";
import { openDatabase } from "#worker/db/client.ts";
import type { OperationContext } from "#worker/operations/context.ts";
import { moveEvents } from "#worker/operations/lifecycle/move-events.ts";
import { repriceEvents } from "#worker/operations/prices/reprice-events.ts";

/** When a stretch that was killed or failed is tried again. */
const retryAfterMs = 10_000;

/**
 * Takes a workspace's passes over past events further, and moves of events between sessions, a bounded stretch at a time. Where each one is stands in D1, in
 * the transaction that changed the events; this object keeps nothing but an alarm.
 */
export class Repricer extends DurableObject<Env> {
  /** Does the first stretch, and the rest by itself. */
  async go(): Promise<void> {
    // Set first: whatever ends this, the alarm goes on.
    await this.ctx.storage.setAlarm(Date.now() + retryAfterMs);
    await this.#goOn();
  }

  override async alarm(): Promise<void> {
    await this.ctx.storage.setAlarm(Date.now() + retryAfterMs);
    await this.#goOn();
  }

  async #goOn(): Promise<void> {
    const workspaceId = this.ctx.id.name;
    if (!workspaceId) throw new Error("Objects are reached by name alone.");
    const ctx: OperationContext = {
      env: this.env,
      db: openDatabase(this.env),
      now: Date.now(),
      actor: { type: "system", workspaceId },
      waitUntil: (work) => this.ctx.waitUntil(work),
    };
    const isMoving = await moveEvents(ctx);
    const isMore = (await repriceEvents(ctx)) || isMoving;
    if (isMore) await this.ctx.storage.setAlarm(Date.now() + 10);
    else await this.ctx.storage.deleteAlarm();
  }
}
