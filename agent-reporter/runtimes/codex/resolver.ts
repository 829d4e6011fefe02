import type { IngestItem, RunItem, ToolItem, UsageItem } from "#contract/ingest.ts";
import { normaliseRemote } from "../../library/project-key.ts";
import type { Resolver, ResolverOptions } from "../runtime-adapter.ts";
import type { CodexEvent, CodexRecords, CodexTool } from "./records.ts";

const runtime = "codex";

/** Git facts are of now: a run's head is only told while the run is fresh. */
const freshMs = 3_600_000;

type CodexFile = { path: string; records: CodexRecords; id: string };

/** Makes items of all rollouts together: forks replay their parent's lines, and each response counts once. */
export class CodexResolver implements Resolver<CodexRecords> {
  #files = new Map<string, CodexFile>();
  #byThread = new Map<string, CodexFile>();
  #dirty = new Set<CodexFile>();
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
    const concerned = new Set([...this.#dirty].flatMap((file) => this.#familyOf(file)));
    this.#dirty.clear();
    return this.#itemsOf([...concerned]);
  }

  all(): IngestItem[] {
    return this.#itemsOf([...this.#files.values()]);
  }

  /** A file and all that share its origin: only they can hold the same responses. */
  #familyOf(file: CodexFile): CodexFile[] {
    const origin = this.#originOf(file);
    return [...this.#files.values()].filter((other) => this.#originOf(other) === origin);
  }

  /** The thread that a chain of forks began with, present or not. */
  #originOf(file: CodexFile): string {
    let at = file;
    const passed = new Set([at.id]);
    for (;;) {
      const from = at.records.forkedFrom;
      if (!from || passed.has(from)) return at.id;
      const parent = this.#byThread.get(from);
      if (!parent) return from;
      passed.add(from);
      at = parent;
    }
  }

  /** Files that claim better come first, so that the first one to name a response has it. */
  #itemsOf(files: CodexFile[]): IngestItem[] {
    const usage = new Map<string, UsageItem>();
    const tools = new Map<string, ToolItem>();
    const named = new Set<CodexFile>();
    for (const file of files.toSorted(compareClaims)) {
      const origin = this.#originOf(file);
      for (const event of file.records.events) {
        const item = usageItem(file, keyOf(event, origin), event);
        const known = usage.get(item.key);
        // A replay has a new time; the response has the first.
        if (known) known.occurredAt = Math.min(known.occurredAt, item.occurredAt);
        else named.add(file) && usage.set(item.key, item);
      }
      for (const tool of Object.values(file.records.tools)) {
        if (!tools.has(tool.key)) tools.set(tool.key, toolItem(file, tool));
      }
    }
    const runs = files.filter((file) => named.has(file) || this.#hasChild(file, named));
    const kept = new Set(runs.map((file) => file.id));
    return [
      ...runs.map((file) => this.#runItem(file)),
      ...usage.values(),
      ...[...tools.values()].filter((tool) => kept.has(tool.runId)),
    ];
  }

  #hasChild(file: CodexFile, named: Set<CodexFile>): boolean {
    return [...named].some((one) => one !== file && this.#rootOf(one) === file.id);
  }

  /** The session's thread: named by the file, else found by following the parents. */
  #rootOf(file: CodexFile): string {
    const { parent, session } = file.records;
    if (!parent) return file.id;
    if (session && session !== file.id) return session;
    const above = this.#byThread.get(parent);
    return above && above !== file ? this.#rootOf(above) : parent;
  }

  #runItem(file: CodexFile): RunItem {
    const { records, id } = file;
    const { titles, factsOf } = this.#options;
    const facts = factsOf(records.cwd);
    const isFresh = records.lastAt !== null && Date.now() - records.lastAt < freshMs;
    return {
      type: "run",
      runtime,
      runId: id,
      rootRunId: this.#rootOf(file),
      parentRunId: records.parent,
      startedAt: records.startedAt ?? records.lastAt ?? 0,
      project: remoteProject(records.remote) ?? facts?.project ?? null,
      version: records.version,
      title: titles ? records.title : null,
      branch: titles ? records.branch : null,
      headCommit: (isFresh ? facts?.headCommit : null) ?? records.headCommit,
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

/** Never a time and never a path: a fork's copy must have the same key. */
function keyOf({ responseId, turnId, segment, cumulative }: CodexEvent, origin: string): string {
  if (responseId) return `codex:${responseId}`;
  const { input, cached, output, reasoning } = cumulative;
  const counts = `${input}.${cached}.${output}.${reasoning}`;
  return turnId ? `codex:${turnId}:${counts}` : `codex:${origin}:${segment}:${counts}`;
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
  return { type: "tool", runtime, runId: file.id, ...tool };
}

function remoteProject(remote: string | null): RunItem["project"] {
  const key = remote && normaliseRemote(remote);
  return key ? { key, name: (key.split("/").at(-1) ?? key).slice(0, 100) } : null;
}
