import type { IngestItem, RunItem } from "#contract/ingest.ts";
import { type FileGroup, Joined } from "../../library/file-groups.ts";
import type { RunPlace } from "../../library/library-types.ts";
import type { Resolver, ResolverOptions } from "../runtime-adapter.ts";
import { readAgentType } from "./agent-type.ts";
import { auxiliaryItems } from "./auxiliary.ts";
import { type ClaudeFile, MessageHolders, never } from "./credit.ts";
import { errorItem, placeOf, runItem, toolItem, usageItem } from "./items.ts";
import { ErrorHolders } from "./error-holders.ts";
import { type ClaudeRecords, runOf } from "./records.ts";
import { Sessions } from "./sessions.ts";

/** A session's last totals are written while its last lines still are: they are used once this old. */
const settleMs = 5_000;

/** Makes items of all transcripts together; what did not change costs nothing. */
export class ClaudeResolver implements Resolver<ClaudeRecords> {
  #files = new Map<string, ClaudeFile>();
  #sessions = new Sessions();
  #holders = new MessageHolders();
  #errors = new ErrorHolders();
  #changes = new Changes();
  /** Run items as they were last told. */
  #toldRuns = new Map<string, string>();
  #options: ResolverOptions;

  constructor(options: ResolverOptions) {
    this.#options = options;
  }

  update(path: string, records: ClaudeRecords): void {
    const run = runOf(records);
    const known = this.#files.get(path);
    const file = known ?? { path, records, run, beganAt: never };
    const isAllNew = !known || known.records !== records || known.run.id !== run.id;
    file.records = records;
    this.#sessions.place(file, run);
    this.#files.set(path, file);
    if (run.parent !== null) records.agentType ??= readAgentType(path);

    const { messages, tools, errors } = records;
    const all = isAllNew ? [...messages.keys(), ...tools.keys(), ...errors.keys()] : [];
    this.#touch(file, isAllNew ? all : records.touched);
    records.touched = [];
  }

  #touch(file: ClaudeFile, keys: string[]): void {
    const { messages, errors } = file.records;
    for (const key of keys) {
      this.#changes.keys.add(key);
      if (messages.has(key)) this.#holders.add(key, file);
      if (errors.has(key)) this.#errors.add(key, file);
    }
    this.#changes.files.add(file);
  }

  takeDirty(): IngestItem[] {
    const { keys, files, sessions } = this.#spread();
    const items: IngestItem[] = [];
    for (const key of keys) {
      const credited = this.#holders.credit(key);
      if (credited) items.push(usageItem(credited.file, credited.message));
    }
    for (const file of files) items.push(...this.#tools(file, keys));
    items.push(...this.#failures(keys));
    const now = Date.now();
    const unsettled = new Changes();
    for (const session of sessions) {
      const main = this.#sessions.mainOf(session);
      if (!isSettled(main, now)) unsettled.sessions.add(session);
      else if (main) items.push(...this.#auxiliary(main));
    }
    const runs = [...this.#runsOf(items, files, now)].filter((run) => this.#isNews(run));
    this.#changes = unsettled;
    return [...runs, ...items];
  }

  *all(): Generator<IngestItem> {
    this.#spread();
    const now = Date.now();
    const told = new Set<string>();
    for (const file of this.#files.values()) {
      for (const item of this.#itemsOf(file)) {
        yield* this.#untoldRuns(file, told, now);
        yield item;
      }
    }
  }

  places(): RunPlace[] {
    return [...this.#files.values()].flatMap((file) => placeOf(file) ?? []);
  }

  /** A session's files, and all that share a message with them. */
  groups(): FileGroup[] {
    const joined = new Joined<ClaudeFile | string>();
    for (const file of this.#files.values()) {
      joined.join(file, file.run.root);
      for (const key of file.records.messages.keys()) {
        for (const other of this.#holders.sharers(key)) joined.join(file, other);
      }
    }
    return joined.groups().map((group) => {
      const files = group.filter((one) => typeof one !== "string");
      return { paths: files.map(({ path }) => path), runIds: files.map(({ run }) => run.id) };
    });
  }

  /**
   * What else changes with what was read: a copy elsewhere changes when a run's own work began, and with it who is
   * credited with all that it shares, and what its session's totals have beyond its lines.
   */
  #spread(): Changes {
    const { keys, files, sessions } = this.#changes;
    for (const file of files) this.#addSharers(file, file.records.costStates.length > 0);
    for (const file of files) {
      sessions.add(file.run.root);
      const beganAt = this.#holders.beganAt(file);
      if (beganAt === file.beganAt) continue;
      file.beganAt = beganAt;
      for (const key of file.records.messages.keys()) keys.add(key);
      for (const key of file.records.errors.keys()) keys.add(key);
      this.#addSharers(file, true);
    }
    return this.#changes;
  }

  /** Files that share messages with this one: those messages that changed, or any. */
  #addSharers(file: ClaudeFile, any: boolean): void {
    for (const key of file.records.messages.keys()) {
      if (!any && !this.#changes.keys.has(key)) continue;
      for (const other of this.#holders.sharers(key)) this.#changes.files.add(other);
    }
  }

  *#itemsOf(file: ClaudeFile): Generator<IngestItem> {
    for (const key of file.records.messages.keys()) {
      const credited = this.#holders.credit(key);
      if (credited?.file === file) yield usageItem(file, credited.message);
    }
    yield* this.#tools(file, null);
    const failures = this.#failures(file.records.errors.keys());
    yield* failures.filter(({ runId }) => runId === file.run.id);
    if (this.#sessions.mainOf(file.run.root) === file) yield* this.#auxiliary(file);
  }

  /** A fork's copies of tool calls belong to whoever is credited with their message. `keys`: only what changed. */
  *#tools(file: ClaudeFile, keys: Set<string> | null): Generator<IngestItem> {
    for (const tool of file.records.tools.values()) {
      if (keys && !keys.has(tool.key) && !keys.has(tool.messageKey)) continue;
      if (this.#holders.credit(tool.messageKey)?.file === file) yield toolItem(file, tool);
    }
  }

  #failures(keys: Iterable<string>): IngestItem[] {
    return [...this.#errors.credited(keys)].map(({ file, error }) => errorItem(file, error));
  }

  #auxiliary(main: ClaudeFile): IngestItem[] {
    return auxiliaryItems(main, this.#sessions.filesOf(main.run.root), this.#holders);
  }

  /** A file's run after the root above it, as far as there are transcripts of them. */
  #runChain(file: ClaudeFile): ClaudeFile[] {
    const main = this.#sessions.mainOf(file.run.root);
    const own = file.run.parent === null && main ? main : file;
    return main && main !== own ? [main, own] : [own];
  }

  /** The runs that items name, and those of changed files that have been told before; roots first. */
  *#runsOf(items: IngestItem[], changed: Set<ClaudeFile>, now: number): Generator<RunItem> {
    const named = new Set(items.map((item) => item.runId));
    for (const { run } of changed) if (this.#toldRuns.has(run.id)) named.add(run.id);
    const told = new Set<string>();
    for (const file of this.#files.values()) {
      if (named.has(file.run.id)) yield* this.#untoldRuns(file, told, now);
    }
  }

  *#untoldRuns(file: ClaudeFile, told: Set<string>, now: number): Generator<RunItem> {
    for (const run of this.#runChain(file)) {
      if (told.has(run.run.id)) continue;
      told.add(run.run.id);
      yield runItem(run, this.#options, now);
    }
  }

  #isNews(run: RunItem): boolean {
    const text = JSON.stringify(run);
    if (this.#toldRuns.get(run.runId) === text) return false;
    this.#toldRuns.set(run.runId, text);
    return true;
  }
}

const isSettled = (main: ClaudeFile | undefined, now: number) =>
  now - (main?.records.costStates.at(-1)?.at ?? 0) >= settleMs;

/** What changed since items were last taken: keys of messages and tools, and whom they concern. */
class Changes {
  keys = new Set<string>();
  files = new Set<ClaudeFile>();
  sessions = new Set<string>();
}
