import type { ErrorItem, IngestItem, RunItem, ToolItem, UsageItem } from "#contract/ingest.ts";
import type { RunPlace } from "../../library/library-types.ts";
import { normaliseRemote } from "../../library/project-key.ts";
import type { Resolver, ResolverOptions } from "../runtime-adapter.ts";
import { topOf } from "../top-of.ts";
import type { CodexError, CodexEvent, CodexRecords, CodexTool } from "./records.ts";

const runtime = "codex";

/** Git facts are of now: a run's head is only told while the run is fresh. */
const freshMs = 3_600_000;

type CodexFile = { path: string; records: CodexRecords; id: string };

/** Makes items of all rollouts together: forks replay their parent's lines, and each response counts once. */
export class CodexResolver implements Resolver<CodexRecords> {
  #files = new Map<string, CodexFile>();
  #byThread = new Map<string, CodexFile>();
  #dirty = new Set<CodexFile>();
  /** Runs that were told, whose facts may change while they use nothing. */
  #toldRuns = new Set<string>();
  #options: ResolverOptions;

  constructor(options: ResolverOptions) {
    this.#options = options;
  }

  update(path: string, records: CodexRecords): void {
    const id = records.thread ?? records.fileName;
    const file = this.#files.get(path) ?? { path, records, id };
    file.records = records;
    file.id = id;
    this.#files.set(path, file);
    this.#byThread.set(id, file);
    this.#dirty.add(file);
  }

  takeDirty(): IngestItem[] {
    const origins = new Set([...this.#dirty].map((file) => this.#originOf(file)));
    if (origins.size === 0) return [];
    const again = [...this.#dirty].filter(({ id }) => this.#toldRuns.has(id));
    this.#dirty.clear();
    // Only files of one origin can hold the same responses.
    const files = [...this.#files.values()].filter((file) => origins.has(this.#originOf(file)));
    const items = this.#itemsOf(files);
    const named = new Set(items.map(({ runId }) => runId));
    const runs = this.#runsOf(again.filter(({ id }) => !named.has(id)));
    for (const { runId } of [...items, ...runs.values()]) this.#toldRuns.add(runId);
    return [...runs.values(), ...items];
  }

  all(): IngestItem[] {
    return this.#itemsOf([...this.#files.values()]);
  }

  places(): RunPlace[] {
    return [...this.#files.values()].flatMap((file) => {
      const { cwd, lastAt, branch, headCommit } = file.records;
      if (cwd === null || lastAt === null) return [];
      const ids = { runtime, runId: file.id, rootRunId: this.#rootOf(file) };
      const startedAt = beganAt(file);
      return [{ ...ids, cwd, startedAt, lastAt, branch, startCommit: headCommit, links: [] }];
    });
  }

  /** The thread that a chain of forks began with, present or not. */
  #originOf(file: CodexFile): string {
    return topOf(file.id, (id) => this.#byThread.get(id)?.records.forkedFrom ?? null);
  }

  /** Files that claim better come first, so that the first one to name a response has it. */
  #itemsOf(files: CodexFile[]): IngestItem[] {
    const usage = new Map<string, UsageItem>();
    const tools = new Map<string, ToolItem>();
    const errors = new Map<string, ErrorItem>();
    const named = new Set<CodexFile>();
    for (const file of files.toSorted(compareClaims)) {
      const origin = this.#originOf(file);
      for (const event of file.records.events.values()) {
        const item = usageItem(file, keyOf(event, origin), event);
        const known = usage.get(item.key);
        // A replay has a new time; the response has the first.
        if (known) {
          known.occurredAt = Math.min(known.occurredAt, item.occurredAt);
          continue;
        }
        usage.set(item.key, item);
        named.add(file);
      }
      for (const tool of file.records.tools.values()) {
        if (!tools.has(tool.key)) tools.set(tool.key, toolItem(file, tool));
      }
      for (const error of file.records.errors.values()) {
        if (errors.has(error.key)) continue;
        errors.set(error.key, errorItem(file, error));
        named.add(file);
      }
    }
    const runs = this.#runsOf(named);
    return [
      ...runs.values(),
      ...usage.values(),
      ...[...tools.values()].filter((tool) => runs.has(tool.runId)),
      ...errors.values(),
    ];
  }

  /** The files' runs and their sessions', which may have used nothing themselves. */
  #runsOf(files: Iterable<CodexFile>): Map<string, RunItem> {
    const runs = new Map<string, RunItem>();
    for (const file of files) {
      const root = this.#byThread.get(this.#rootOf(file)) ?? file;
      for (const one of [root, file]) if (!runs.has(one.id)) runs.set(one.id, this.#runItem(one));
    }
    return runs;
  }

  /** The session's thread: named by the file, else found by following the parents. */
  #rootOf(file: CodexFile): string {
    return topOf(file.id, (id) => {
      const { parent = null, session = null } = this.#byThread.get(id)?.records ?? {};
      return parent !== null && session !== id ? (session ?? parent) : parent;
    });
  }

  #runItem(file: CodexFile): RunItem {
    const { records, id } = file;
    const facts = this.#options.factsOf(records.cwd);
    const { title, branch } = this.#options.titles ? records : { title: null, branch: null };
    const head = Date.now() - (records.lastAt ?? 0) < freshMs ? facts?.headCommit : null;
    const rootRunId = this.#rootOf(file);
    return {
      type: "run",
      runtime,
      runId: id,
      rootRunId,
      parentRunId: rootRunId === id ? null : records.parent,
      startedAt: beganAt(file),
      project: remoteProject(records.remote) ?? facts?.project ?? null,
      version: records.version,
      title,
      branch,
      headCommit: head ?? records.headCommit,
      agentType: records.agentType,
    };
  }
}

const rankOf = ({ records }: CodexFile) => (records.forkedFrom ? 1 : 0);
const beganAt = ({ records }: CodexFile) => records.startedAt ?? records.lastAt ?? 0;

const compareClaims = (a: CodexFile, b: CodexFile) =>
  rankOf(a) - rankOf(b) ||
  beganAt(a) - beganAt(b) ||
  (a.id < b.id ? -1 : Number(a.id > b.id)) ||
  // The same file in both places: the active one.
  Number(a.path.includes("archived_sessions")) - Number(b.path.includes("archived_sessions"));

/** Ids of responses and turns are unique everywhere; without them the thread that all came from stands before. */
function keyOf({ key, responseId, turnId }: CodexEvent, origin: string): string {
  return responseId || turnId ? `codex:${key}` : `codex:${origin}:${key}`;
}

function usageItem(file: CodexFile, key: string, event: CodexEvent): UsageItem {
  const { input, cached, cacheWrite, output, reasoning } = event.counts;
  return {
    type: "usage",
    key,
    runtime,
    runId: file.id,
    occurredAt: event.at,
    model: event.model,
    input: Math.max(0, input - cached - cacheWrite),
    output,
    cacheRead: cached,
    cacheWrite5m: cacheWrite,
    cacheWrite1h: 0,
    reasoning: Math.min(reasoning, output),
    webSearches: 0,
    serviceTier: event.serviceTier,
    speed: null,
    geo: null,
    requestId: event.responseId,
    vendorCostNanoUsd: null,
    lowerBound: false,
    auxiliary: false,
    provisional: false,
    credit: { rank: rankOf(file), beganAt: beganAt(file) },
  };
}

function toolItem(file: CodexFile, tool: CodexTool): ToolItem {
  const isSubagent = file.records.parent !== null;
  return { type: "tool", runtime, runId: file.id, ...tool, isSubagent };
}

function errorItem(file: CodexFile, { key, at, ...facts }: CodexError): ErrorItem {
  return {
    type: "error",
    key: `codex:error:${key}`,
    runtime,
    runId: file.id,
    occurredAt: at,
    retryInMs: null,
    ...facts,
  };
}

function remoteProject(remote: string | null): RunItem["project"] {
  const key = remote && normaliseRemote(remote);
  return key ? { key, name: (key.split("/").at(-1) ?? key).slice(0, 100) } : null;
}
