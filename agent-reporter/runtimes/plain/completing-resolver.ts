import type { IngestItem } from "#contract/ingest.ts";
import type { RunPlace } from "../../library/library-types.ts";
import type { Resolver } from "../runtime-adapter.ts";
import type { PlainRecords } from "./plain-records.ts";
import type { PlainResolver } from "./plain-resolver.ts";

/** What files that belong together know of each other. */
export type Completion = {
  /** The same for all files of one session. */
  groupOf(records: PlainRecords): string;
  /** A file's records with what the others of its group add; neither is changed. */
  complete(records: PlainRecords, group: PlainRecords[]): PlainRecords;
};

/** For runtimes that tell of one session in several files: each is completed by the others before it is resolved. */
export class CompletingResolver implements Resolver<PlainRecords> {
  #plain: PlainResolver;
  #completion: Completion;
  #groups = new Map<string, Map<string, PlainRecords>>();

  constructor(plain: PlainResolver, completion: Completion) {
    this.#plain = plain;
    this.#completion = completion;
  }

  update(path: string, records: PlainRecords): void {
    const name = this.#completion.groupOf(records);
    const group = this.#groups.get(name) ?? new Map<string, PlainRecords>();
    this.#groups.set(name, group.set(path, records));
    const members = [...group].toSorted(([a], [b]) => (a < b ? -1 : 1));
    const others = members.map(([, one]) => one);
    for (const [member, one] of members)
      this.#plain.update(member, this.#completion.complete(one, others));
  }

  takeDirty(): IngestItem[] {
    return this.#plain.takeDirty();
  }

  all(): Iterable<IngestItem> {
    return this.#plain.all();
  }

  places(): RunPlace[] {
    return this.#plain.places();
  }
}
