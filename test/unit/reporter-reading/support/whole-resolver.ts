import type { ErrorItem, IngestItem, ToolItem, UsageItem } from "#contract/ingest.ts";
import { itemName } from "#reporter/upload/item-name.ts";
import type { Resolver, ResolverOptions } from "#reporter/runtimes/runtime-adapter.ts";
import { chainOf } from "#reporter/runtimes/plain/lineage.ts";
import { errorItem, runItem, toolItem, usageItem } from "#reporter/runtimes/plain/plain-items.ts";
import {
  mergeRuns,
  mergeUsages,
  type PlainError,
  type PlainRecords,
  type PlainRun,
  type PlainTool,
  type PlainUsage,
} from "#reporter/runtimes/plain/plain-records.ts";

/** What `PlainResolver` must come to, made of all records anew at every question. */
export class WholeResolver implements Resolver<PlainRecords> {
  #runtime: string;
  #options: ResolverOptions;
  #files = new Map<string, PlainRecords>();
  #dirty = new Set<string>();
  /** Items as they were last told, by type and key: what did not change is not told again. */
  #told = new Map<string, string>();

  constructor(runtime: string, options: ResolverOptions) {
    this.#runtime = runtime;
    this.#options = options;
  }

  update(path: string, records: PlainRecords): void {
    this.#files.set(path, records);
    this.#dirty.add(path);
  }

  places() {
    return [];
  }

  takeDirty(): IngestItem[] {
    if (this.#dirty.size === 0) return [];
    this.#dirty.clear();
    const news: IngestItem[] = [];
    const all = [...this.all()];
    for (const item of all) if (this.#isNews(item)) news.push(item);
    // A run stands before what names it, also where the run itself was told before.
    const named = new Set(news.map(({ runId }) => runId));
    const toldAgain = all.filter((item) => item.type === "run" && named.has(item.runId));
    return [...toldAgain, ...news.filter((item) => item.type !== "run")];
  }

  *all(): Generator<IngestItem> {
    const runs = this.#runs();
    const usage = this.#usage(runs);
    const tools = this.#tools(runs);
    const errors = this.#errors(runs);
    const named = new Set([...usage.values(), ...errors].map(({ runId }) => runId));
    for (const id of named) {
      for (const above of chainOf(id, runs)) named.add(above.id);
    }
    // What a sub-agent used may be counted with its session alone.
    for (const { runId } of tools) {
      const chain = chainOf(runId, runs);
      if (chain.some(({ id }) => named.has(id))) for (const { id } of chain) named.add(id);
    }
    for (const run of runs.values())
      if (named.has(run.id)) yield runItem(run, { ...this.#options, runtime: this.#runtime, runs });
    yield* usage.values();
    for (const tool of tools) if (named.has(tool.runId)) yield tool;
    yield* errors;
  }

  /** Runs with what all files know of them. */
  #runs(): Map<string, PlainRun> {
    const runs = new Map<string, PlainRun>();
    for (const records of this.#files.values()) {
      for (const run of records.runs.values()) {
        const known = runs.get(run.id);
        runs.set(run.id, known ? mergeRuns(known, run) : run);
      }
    }
    return runs;
  }

  #usage(runs: Map<string, PlainRun>): Map<string, UsageItem> {
    const merged = new Map<string, PlainUsage>();
    for (const records of this.#files.values()) {
      for (const usage of records.usage.values()) {
        if (isCopied(usage.at, runs.get(usage.run))) continue;
        const known = merged.get(usage.key);
        const [first, second] =
          known && isEarlier(known, usage, runs) ? [known, usage] : [usage, known];
        merged.set(usage.key, second ? mergeUsages(first, second) : first);
      }
    }
    const items = [...merged].map(
      ([key, usage]) => [key, usageItem(this.#runtime, usage, runs.get(usage.run))] as const,
    );
    return new Map(items);
  }

  #tools(runs: Map<string, PlainRun>): ToolItem[] {
    const tools = new Map<string, PlainTool>();
    for (const records of this.#files.values()) {
      for (const tool of records.tools.values()) {
        if (isCopied(tool.startedAt, runs.get(tool.run))) continue;
        const known = tools.get(tool.key);
        if (!known || isBetter(tool, known, runs)) tools.set(tool.key, tool);
      }
    }
    return [...tools.values()]
      .filter(({ run }) => runs.has(run))
      .map((tool) => toolItem(this.#runtime, tool));
  }

  #errors(runs: Map<string, PlainRun>): ErrorItem[] {
    const errors = new Map<string, PlainError>();
    for (const records of this.#files.values()) {
      for (const error of records.errors.values()) {
        if (!runs.has(error.run) || isCopied(error.at, runs.get(error.run))) continue;
        const known = errors.get(error.key);
        if (!known || !isEarlier(known, error, runs)) errors.set(error.key, error);
      }
    }
    return [...errors.values()].map((error) => errorItem(this.#runtime, error));
  }

  #isNews(item: IngestItem): boolean {
    const name = itemName(item);
    const text = JSON.stringify(item);
    if (this.#told.get(name) === text) return false;
    this.#told.set(name, text);
    return true;
  }
}

const isCopied = (at: number, run: PlainRun | undefined) => at < (run?.ownFrom ?? 0);

/** One that has ended says more; of copies the first run's counts. */
function isBetter(a: PlainTool, b: PlainTool, runs: Map<string, PlainRun>): boolean {
  if (hasEnded(a) !== hasEnded(b)) return hasEnded(a);
  return a.run !== b.run && isEarlier(a, b, runs);
}

const hasEnded = ({ outcome }: PlainTool) => outcome !== "unfinished";

type OfRun = { run: string };

function isEarlier(a: OfRun, b: OfRun, runs: Map<string, PlainRun>): boolean {
  const began = ({ run }: OfRun) => runs.get(run)?.startedAt ?? Infinity;
  return began(a) < began(b) || (began(a) === began(b) && a.run <= b.run);
}
