import { readFileSync } from "node:fs";
import type { IngestItem } from "#contract/ingest.ts";
import { isObject, textOf } from "../json-values.ts";
import type { Resolver, ResolverOptions } from "../runtime-adapter.ts";
import { auxiliaryItems } from "./auxiliary.ts";
import { type ClaudeFile, MessageHolders } from "./credit.ts";
import { runItem, toolItem, usageItem } from "./items.ts";
import { type ClaudeRecords, runOf } from "./records.ts";

/** A session's last totals are written while its last lines still are: they are used once this old. */
const settleMs = 5_000;

/** Makes items of all transcripts together; what did not change costs nothing. */
export class ClaudeResolver implements Resolver<ClaudeRecords> {
  #files = new Map<string, ClaudeFile>();
  #sessions = new Map<string, Set<ClaudeFile>>();
  #holders = new MessageHolders();
  #dirtyKeys = new Set<string>();
  #dirtyTools = new Set<ClaudeFile>();
  #dirtyFiles = new Set<ClaudeFile>();
  #dirtySessions = new Set<string>();
  #options: ResolverOptions;

  constructor(options: ResolverOptions) {
    this.#options = options;
  }

  update(path: string, records: ClaudeRecords): void {
    const known = this.#files.get(path);
    const file = known ?? { path, records, run: runOf(records), beganAt: 0 };
    file.records = records;
    this.#moveToSession(file, runOf(records));
    this.#files.set(path, file);
    if (file.run.parent !== null) records.agentType ??= readAgentType(path);
    const touched = known ? Object.keys(records.touched) : Object.keys(records.messages);
    for (const key of touched) {
      if (!records.messages[key]) continue;
      this.#holders.add(key, file);
      this.#dirtyKeys.add(key);
    }
    this.#dirtyFiles.add(file);
    this.#dirtyTools.add(file);
    this.#dirtySessions.add(file.run.root);
    records.touched = {};
  }

  takeDirty(): IngestItem[] {
    this.#refreshClaims();
    const now = Date.now();
    const items: IngestItem[] = [...this.#dirtyKeys].flatMap((key) => this.#usage(key));
    for (const file of this.#dirtyTools) items.push(...this.#tools(file));
    for (const session of this.#dirtySessions) {
      const main = this.#mainOf(session);
      const writtenAt = main?.records.costStates.at(-1)?.at ?? 0;
      if (now - writtenAt < settleMs) continue;
      this.#dirtySessions.delete(session);
      if (main) items.push(...this.#auxiliary(main));
    }
    this.#dirtyKeys.clear();
    this.#dirtyTools.clear();
    return this.#withRuns(items, now);
  }

  all(): IngestItem[] {
    this.#refreshClaims();
    const items: IngestItem[] = [];
    for (const file of this.#files.values()) {
      for (const key of Object.keys(file.records.messages)) {
        if (this.#holders.credit(key)?.file === file) items.push(...this.#usage(key));
      }
      items.push(...this.#tools(file));
      if (file.run.parent === null) items.push(...this.#auxiliary(file));
    }
    return this.#withRuns(items, Date.now());
  }

  #moveToSession(file: ClaudeFile, run: ClaudeFile["run"]): void {
    this.#sessions.get(file.run.root)?.delete(file);
    file.run = run;
    const session = this.#sessions.get(run.root) ?? new Set();
    this.#sessions.set(run.root, session.add(file));
  }

  /** A copy that appears elsewhere changes when a run's own work began, and with it who is credited. */
  #refreshClaims(): void {
    const concerned = new Set(this.#dirtyFiles);
    for (const key of this.#dirtyKeys) {
      const holders = this.#holders.of(key);
      if (holders.length > 1) for (const file of holders) concerned.add(file);
    }
    for (const file of concerned) {
      const beganAt = this.#holders.beganAt(file);
      if (beganAt === file.beganAt) continue;
      file.beganAt = beganAt;
      for (const key of Object.keys(file.records.messages)) {
        if (this.#holders.of(key).length > 1) this.#dirtyKeys.add(key);
      }
    }
    this.#dirtyFiles.clear();
  }

  #usage(key: string): IngestItem[] {
    const credited = this.#holders.credit(key);
    return credited ? [usageItem(credited.file, credited.message)] : [];
  }

  /** A fork's copies of tool calls belong to whoever is credited with their message. */
  #tools(file: ClaudeFile): IngestItem[] {
    return Object.values(file.records.tools)
      .filter((tool) => this.#holders.credit(tool.messageKey)?.file === file)
      .map((tool) => toolItem(file, tool));
  }

  #mainOf(session: string): ClaudeFile | undefined {
    return [...(this.#sessions.get(session) ?? [])].find((file) => file.run.parent === null);
  }

  #auxiliary(main: ClaudeFile): IngestItem[] {
    const session = [...(this.#sessions.get(main.run.root) ?? [])];
    return auxiliaryItems(main, session, this.#holders);
  }

  /** Each run that the items name, and the root above it, before them. */
  #withRuns(items: IngestItem[], now: number): IngestItem[] {
    const named = new Set(items.map((item) => item.runId));
    const roots = new Set<string>();
    const runs = new Map<string, ClaudeFile>();
    for (const file of this.#files.values()) {
      if (!named.has(file.run.id)) continue;
      runs.set(file.run.id, file);
      roots.add(file.run.root);
    }
    for (const root of roots) {
      const main = this.#mainOf(root);
      if (main) runs.set(root, main);
    }
    return [...[...runs.values()].map((file) => runItem(file, this.#options, now)), ...items];
  }
}

/** What kind of sub-agent it is stands in a small file beside its transcript. */
function readAgentType(path: string): string | null {
  try {
    const meta: unknown = JSON.parse(readFileSync(path.replace(/\.jsonl$/, ".meta.json"), "utf8"));
    return isObject(meta) ? textOf(meta["agentType"], 100) : null;
  } catch {
    // Older versions have none.
    return null;
  }
}
