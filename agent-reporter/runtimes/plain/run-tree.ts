import { chainOf } from "./lineage.ts";
import type { PlainRun } from "./plain-records.ts";

/** All runs of a runtime, each below the one that started it. */
export class RunTree {
  readonly runs = new Map<string, PlainRun>();
  /** By what they say is above them, known or not. */
  #below = new Map<string, Set<string>>();

  /** Undefined for one that no file tells of any more. */
  set(id: string, run: PlainRun | undefined): void {
    const before = this.runs.get(id)?.parent;
    if (run) this.runs.set(id, run);
    else this.runs.delete(id);
    if (before === run?.parent) return;
    if (before) this.#below.get(before)?.delete(id);
    if (run?.parent) this.#childrenOf(run.parent).add(id);
  }

  #childrenOf(parent: string): Set<string> {
    const children = this.#below.get(parent) ?? new Set();
    this.#below.set(parent, children);
    return children;
  }

  chainOf(id: string): PlainRun[] {
    return chainOf(id, this.runs);
  }

  /** The id at the top of its chain; its own where nothing is known of it. */
  rootOf(id: string): string {
    return this.chainOf(id).at(-1)?.id ?? id;
  }

  /** All that have the same run at the top. */
  familyOf(id: string): Set<string> {
    const family = new Set([this.rootOf(id)]);
    for (const one of family) {
      for (const child of this.#below.get(one) ?? []) family.add(child);
    }
    return family;
  }
}
