import type { EventChange } from "#worker/domain/ledger-changes.ts";
import type { LedgerDraft } from "#worker/domain/ledger-draft.ts";
import type { LedgerEvent } from "#worker/domain/ledger-event.ts";
import { type Happened, sessionOf } from "#worker/domain/place-event.ts";
import type { OperationContext } from "../context.ts";
import { readElsewhere, readStretches } from "./read-places.ts";
import { loadRuns, type ResolvedRuns } from "./resolve-runs.ts";

/** Events of the run's own session (`home`) that stand in a manual one. */
export type Elsewhere = { homeSessionId: string; devSessionId: string };

type OfRun = Happened & { runId: string };

/** Where the events of a batch belong, and where those are that may meet them. */
export class Places {
  readonly #ctx: OperationContext;
  readonly #elsewhere = new Map<string, string[]>();
  readonly #lifecycle: number;
  #runs: ResolvedRuns;

  /** `lifecycle` was read before the runs were. */
  constructor(ctx: OperationContext, runs: ResolvedRuns, lifecycle: number) {
    this.#ctx = ctx;
    this.#runs = runs;
    this.#lifecycle = lifecycle;
  }

  /** The batch's runs, with those of stored events that a change met. */
  get runs(): ResolvedRuns {
    return this.#runs;
  }

  /** What was read, for the guard. */
  get reads() {
    return {
      lifecycle: this.#lifecycle,
      elsewhere: [...this.#elsewhere].map(([home, ids]): [string, number] => [home, ids.length]),
    };
  }

  /** Sessions of runs' own, with all others in which events of the same runs may stand. */
  async withElsewhere(homes: string[]): Promise<string[]> {
    const wanted = [...new Set(homes)];
    if (this.#lifecycle === 0) return wanted;
    const missing = wanted.filter((home) => !this.#elsewhere.has(home));
    if (missing.length > 0) {
      for (const [home, ids] of await readElsewhere(this.#ctx, missing)) {
        this.#elsewhere.set(home, ids);
      }
    }
    return [...new Set(wanted.flatMap((home) => [home, ...(this.#elsewhere.get(home) ?? [])]))];
  }

  /** All sessions in which events of these events' runs may stand. */
  async aroundEvents(events: LedgerEvent[]): Promise<string[]> {
    const present = events.map(({ devSessionId }) => devSessionId);
    if (this.#lifecycle === 0) return [...new Set(present)];
    await this.#loadRunsOf(events);
    const homes = events.map(({ runId }) => this.#homeOf(runId).devSessionId);
    return [...new Set([...present, ...(await this.withElsewhere(homes))])];
  }

  /** Puts every event that changes into its session. */
  async place(draft: LedgerDraft): Promise<void> {
    if (this.#lifecycle === 0) return;
    const events = draft.changes().flatMap(({ after }) => after ?? []);
    const sessions = await this.sessionsOf(events);
    for (const [nth, event] of events.entries()) {
      const devSessionId = sessions[nth] ?? event.devSessionId;
      if (devSessionId !== event.devSessionId) draft.put({ ...event, devSessionId });
    }
  }

  /** The session of each, in their order. */
  async sessionsOf(happened: OfRun[]): Promise<string[]> {
    await this.#loadRunsOf(happened);
    const stretches = this.#lifecycle === 0 ? [] : await readStretches(this.#ctx, happened);
    return happened.map((one) => sessionOf(one, this.#homeOf(one.runId), stretches));
  }

  /** What has to be noted of events that do not stand at home, where it was not before. */
  async newElsewhere(changes: EventChange[]): Promise<Elsewhere[]> {
    if (this.#lifecycle === 0) return [];
    const found = new Map<string, Elsewhere>();
    for (const { after } of changes) {
      if (!after) continue;
      const homeSessionId = this.#homeOf(after.runId).devSessionId;
      const { devSessionId } = after;
      if (homeSessionId !== devSessionId) {
        found.set(`${homeSessionId} ${devSessionId}`, { homeSessionId, devSessionId });
      }
    }
    for (const one of await this.#ofMovedRuns()) {
      found.set(`${one.homeSessionId} ${one.devSessionId}`, one);
    }
    return [...found.values()];
  }

  /** A run that gets another session of its own when its log comes may have left events in manual ones. */
  async #ofMovedRuns(): Promise<Elsewhere[]> {
    const { changed, stored } = this.#runs;
    const pairs: Elsewhere[] = [];
    for (const { id, devSessionId: homeSessionId } of changed) {
      const before = stored.get(id)?.devSessionId ?? homeSessionId;
      if (before === homeSessionId) continue;
      const others = (await this.withElsewhere([before])).filter((one) => one !== before);
      pairs.push(...others.map((devSessionId) => ({ homeSessionId, devSessionId })));
    }
    return pairs;
  }

  async #loadRunsOf(events: { runId: string }[]): Promise<void> {
    const missing = events.map(({ runId }) => runId).filter((id) => !this.#runs.byId.has(id));
    if (missing.length === 0) return;
    const loaded = await loadRuns(this.#ctx, [...new Set(missing)]);
    this.#runs = {
      ...this.#runs,
      byId: new Map([...loaded.byId, ...this.#runs.byId]),
      stored: new Map([...loaded.stored, ...this.#runs.stored]),
      projectNames: new Map([...loaded.projectNames, ...this.#runs.projectNames]),
    };
  }

  #homeOf(runId: string) {
    const row = this.#runs.byId.get(runId);
    if (!row) throw new Error("Every event has a run.");
    return row;
  }
}
