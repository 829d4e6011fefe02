import type { ErrorItem, IngestItem, RunItem, ToolItem, UsageItem } from "#contract/ingest.ts";
import type { Resolver, ResolverOptions } from "../runtime-adapter.ts";
import { errorItem, toolItem } from "./plain-items.ts";
import {
  mergeRuns,
  mergeUsages,
  type PlainError,
  type PlainRecords,
  type PlainRun,
  type PlainTool,
  type PlainUsage,
} from "./plain-records.ts";

/** Git facts are of now: a run's head is only told while the run is fresh. */
const freshMs = 3_600_000;

/** Makes items of all files of a runtime with plain records. */
export class PlainResolver implements Resolver<PlainRecords> {
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
    for (const run of runs.values()) if (named.has(run.id)) yield this.#runItem(run, runs);
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
    const items = [...merged].map(([key, usage]) => [key, this.#usageItem(usage, runs)] as const);
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
    const name = `${item.type} ${item.type === "run" ? item.runId : item.key}`;
    const text = JSON.stringify(item);
    if (this.#told.get(name) === text) return false;
    this.#told.set(name, text);
    return true;
  }

  #runItem(run: PlainRun, runs: Map<string, PlainRun>): RunItem {
    const isKnownBelow = run.parent !== null && runs.has(run.parent);
    const head = this.#headOf(run);
    return {
      type: "run",
      runtime: this.#runtime,
      runId: run.id,
      rootRunId: chainOf(run.id, runs).at(-1)?.id ?? run.id,
      parentRunId: isKnownBelow ? run.parent : null,
      startedAt: beganAt(run),
      project: this.#options.factsOf(run.cwd)?.project ?? null,
      version: run.version,
      title: this.#options.titles && run.parent === null ? run.title : null,
      branch: this.#options.titles ? head.branch : null,
      headCommit: head.headCommit,
      agentType: run.agentType,
    };
  }

  /** What the log says of git, else what git says now, while the run is fresh. */
  #headOf({ cwd, branch, headCommit, lastAt }: PlainRun) {
    const now = Date.now() - lastAt < freshMs ? this.#options.factsOf(cwd) : undefined;
    return {
      branch: branch ?? now?.branch ?? null,
      headCommit: headCommit ?? now?.headCommit ?? null,
    };
  }

  #usageItem(usage: PlainUsage, runs: Map<string, PlainRun>): UsageItem {
    const run = runs.get(usage.run);
    return {
      type: "usage",
      key: `${this.#runtime}:${usage.key}`,
      runtime: this.#runtime,
      runId: usage.run,
      occurredAt: usage.at,
      model: usage.model,
      input: usage.input,
      output: usage.output,
      cacheRead: usage.cacheRead,
      cacheWrite5m: usage.cacheWrite5m,
      cacheWrite1h: usage.cacheWrite1h,
      reasoning: Math.min(usage.reasoning, usage.output),
      webSearches: 0,
      serviceTier: null,
      speed: null,
      geo: null,
      requestId: usage.requestId,
      vendorCostNanoUsd: usage.vendorCostNanoUsd,
      lowerBound: usage.lowerBound,
      auxiliary: false,
      provisional: false,
      credit: { rank: 0, beganAt: run ? beganAt(run) : usage.at },
    };
  }
}

/** Where no line has a time, a run began when it was last heard of. */
const beganAt = ({ ownFrom, startedAt, lastAt }: PlainRun) => ownFrom ?? startedAt ?? lastAt;

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

/** A run and those above it, as far as they are known. */
function chainOf(id: string, runs: Map<string, PlainRun>): PlainRun[] {
  const chain: PlainRun[] = [];
  for (let run = runs.get(id); run && !chain.includes(run);) {
    chain.push(run);
    run = run.parent === null ? undefined : runs.get(run.parent);
  }
  return chain;
}
