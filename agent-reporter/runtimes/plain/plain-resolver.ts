import type { IngestItem, RunItem } from "#contract/ingest.ts";
import type { RunPlace } from "../../library/library-types.ts";
import type { Resolver, ResolverOptions } from "../runtime-adapter.ts";
import { isFresh, placeOf, type RunContext, runItem } from "./plain-items.ts";
import type { PlainRecords } from "./plain-records.ts";
import { StandingItems } from "./standing-items.ts";
import { nothingTouched } from "./touched.ts";

/** Makes items of all files of a runtime with plain records; what did not change costs nothing. */
export class PlainResolver implements Resolver<PlainRecords> {
  #items: StandingItems;
  #context: RunContext;
  #isDirty = false;
  /** Items as they were last told, by type and key: what did not change is not told again. */
  #told = new Map<string, string>();
  /** The runs of each working directory, and what was last known of it. */
  #folders = new Map<string, { facts: string; runs: Set<string> }>();
  /** Told while they were fresh, with a head that they lose in time. */
  #fresh = new Set<string>();

  constructor(runtime: string, options: ResolverOptions) {
    this.#items = new StandingItems(runtime);
    this.#context = { ...options, runtime, runs: this.#items.tree.runs };
  }

  update(path: string, records: PlainRecords): void {
    this.#items.update(path, records);
    this.#isDirty = true;
  }

  takeDirty(): IngestItem[] {
    if (!this.#isDirty) return [];
    this.#isDirty = false;
    this.#items.settle();
    const { news, usage, tools, errors, named } = this.#items;
    this.#items.news = nothingTouched();
    this.#addAged(news.runs);
    const runs = [...news.runs].filter((id) => this.#isRunNews(id));
    const items = [
      ...standing(usage, news.usage),
      ...[...standing(tools, news.tools)].filter(({ runId }) => named.has(runId)),
      ...standing(errors, news.errors),
    ].filter((item) => this.#isNews(`${item.type} ${item.key}`, item));
    // A run stands before what names it, also where the run itself was told before.
    const toldAgain = new Set([...runs, ...items.map(({ runId }) => runId)]);
    return [...this.#runItems(toldAgain), ...items];
  }

  *all(): Generator<IngestItem> {
    this.#items.settle();
    const { tree, usage, tools, errors, named } = this.#items;
    yield* this.#runItems(tree.runs.keys());
    yield* usage.values();
    for (const tool of tools.values()) if (named.has(tool.runId)) yield tool;
    yield* errors.values();
  }

  places(): RunPlace[] {
    this.#items.settle();
    const { tree, named } = this.#items;
    const runs = [...tree.runs.values()].filter(({ id }) => named.has(id));
    return runs.flatMap((run) => placeOf(run, this.#context) ?? []);
  }

  *#runItems(ids: Iterable<string>): Generator<RunItem> {
    const { tree, named } = this.#items;
    for (const id of ids) {
      const run = tree.runs.get(id);
      if (run && named.has(id)) yield runItem(run, this.#context);
    }
  }

  /** Runs of which something may be told otherwise though their files did not change. */
  #addAged(runs: Set<string>): void {
    for (const id of this.#fresh) runs.add(id);
    this.#fresh.clear();
    for (const [cwd, folder] of this.#folders) {
      const facts = this.#factsOf(cwd);
      if (facts === folder.facts) continue;
      folder.facts = facts;
      for (const id of folder.runs) runs.add(id);
    }
  }

  #factsOf(cwd: string): string {
    return JSON.stringify(this.#context.factsOf(cwd) ?? null);
  }

  #isRunNews(id: string): boolean {
    const run = this.#items.tree.runs.get(id);
    if (!run || !this.#items.named.has(id)) return false;
    if (isFresh(run)) this.#fresh.add(id);
    if (run.cwd !== null) this.#folderOf(run.cwd).runs.add(id);
    return this.#isNews(`run ${id}`, runItem(run, this.#context));
  }

  #folderOf(cwd: string) {
    const known = this.#folders.get(cwd);
    if (known) return known;
    const folder = { facts: this.#factsOf(cwd), runs: new Set<string>() };
    this.#folders.set(cwd, folder);
    return folder;
  }

  #isNews(name: string, item: IngestItem): boolean {
    const text = JSON.stringify(item);
    if (this.#told.get(name) === text) return false;
    this.#told.set(name, text);
    return true;
  }
}

function* standing<Item>(items: Map<string, Item>, keys: Iterable<string>): Generator<Item> {
  for (const key of keys) {
    const item = items.get(key);
    if (item) yield item;
  }
}
