import { existsSync } from "node:fs";
import type { IngestItem } from "#contract/ingest.ts";
import type { Resolver, RuntimeAdapter } from "../runtimes/runtime-adapter.ts";
import { runtimeAdapters } from "../runtimes/runtime-list.ts";
import type { FileGroup } from "./file-groups.ts";
import { findTranscripts, type FoundFile } from "./find-transcripts.ts";
import { findSkipped, type OddLog, oddLogs, type SkippedLines } from "./known-logs.ts";
import type {
  DirectoryFacts,
  Library,
  LibraryOptions,
  Progress,
  RunPlace,
  SourceReport,
} from "./library-types.ts";
import { databaseOf } from "./refresh-database.ts";
import { StateJournal } from "./state-journal.ts";
import { readFiles } from "./read-files.ts";
import type { ReadFor, Transcript } from "./transcript.ts";

type Found = { source: Source; file: FoundFile };

type Source = { adapter: RuntimeAdapter; root: string; report: SourceReport };

/** Opens the logs that the environment names. Reads nothing but its own state before the first `refresh`. */
export async function openLibrary(options: LibraryOptions): Promise<Library> {
  return new LogLibrary(options);
}

class LogLibrary implements Library {
  #options: LibraryOptions;
  #readFor: ReadFor;
  #journal: StateJournal | null;
  #transcripts = new Map<string, Transcript>();
  /** Kept from folders that the environment does not name now, so that their state outlasts it. */
  #elsewhere: Transcript[] = [];
  #resolvers = new Map<string, Resolver<unknown>>();
  #directories = new Map<string, DirectoryFacts>();
  #sources: Source[];
  #unsaved = new Set<Transcript>();
  /** True until all that was kept from earlier has been handed to the resolvers. */
  #isNew = true;

  constructor(options: LibraryOptions) {
    this.#options = options;
    this.#readFor = options.readFor ?? "everything";
    this.#journal = options.stateDir === null ? null : new StateJournal(options.stateDir);
    const kept = this.#journal?.read(options.only) ?? new Map<string, Transcript>();
    this.#sources = runtimeAdapters.flatMap((adapter) => sourcesOf(adapter, options.env));
    for (const [path, transcript] of kept) {
      if (this.#sourceOf(path)) this.#transcripts.set(path, transcript);
      else this.#elsewhere.push(transcript);
    }
    for (const adapter of runtimeAdapters) {
      const resolver = adapter.newResolver({
        titles: options.titles,
        factsOf: (cwd) => (cwd === null ? undefined : this.#directories.get(cwd)),
      });
      this.#resolvers.set(adapter.runtime, resolver);
    }
  }

  async refresh({ paths, onProgress }: Parameters<Library["refresh"]>[0] = {}): Promise<void> {
    const asked = paths ?? this.#options.only;
    const wanted = asked ? new Set(asked) : null;
    const found = wanted ? this.#foundAmong(wanted) : this.#findAll();
    const changed = await this.#readAll(found, onProgress);
    for (const transcript of changed) this.#unsaved.add(transcript);
    const told = this.#isNew ? [...this.#transcripts.values()] : changed;
    await this.#describe(told);
    for (const transcript of told) {
      this.#resolvers.get(transcript.runtime)?.update(transcript.path, transcript.records);
    }
    this.#isNew = false;
  }

  /** Reads what is new in the files, and answers those that had news. */
  async #readAll(
    found: Found[],
    onProgress: ((progress: Progress) => void) | undefined,
  ): Promise<Transcript[]> {
    const files = found.map(({ source, file }) => ({
      ...source,
      transcript: this.#transcriptOf(source, file),
    }));
    for (const { report, transcript } of files) forgetProblem(report, transcript);
    const changed = new Set<Transcript>();
    const progress = { filesDone: 0, filesTotal: found.length, bytesDone: 0, bytesTotal: 0 };
    await readFiles(files, this.#readFor, (read) => {
      const { file, bytes, changed: isChanged, line, problem } = read;
      if (line) this.#journal?.expect(file.transcript, line);
      if (isChanged) changed.add(file.transcript);
      if (problem) file.report.unreadable.push({ path: file.transcript.path, reason: problem });
      progress.filesDone += 1;
      progress.bytesDone += bytes;
      progress.bytesTotal = progress.bytesDone;
      onProgress?.(progress);
    });
    return [...changed];
  }

  *items(): Generator<IngestItem> {
    for (const resolver of this.#resolvers.values()) yield* resolver.all();
  }

  groups(): (FileGroup & { runtime: string })[] {
    return [...this.#resolvers].flatMap(([runtime, resolver]) => {
      const groups = resolver.groups?.() ?? [{ paths: this.#pathsOf(runtime), runIds: [] }];
      return groups.map((group) => ({ runtime, ...group }));
    });
  }

  #pathsOf(runtime: string): string[] {
    const all = [...this.#transcripts.values()];
    return all.filter((one) => one.runtime === runtime).map(({ path }) => path);
  }

  takeChanged(): IngestItem[] {
    return [...this.#resolvers.values()].flatMap((resolver) => resolver.takeDirty());
  }

  places(): RunPlace[] {
    return [...this.#resolvers.values()].flatMap((resolver) => resolver.places());
  }

  sources(): SourceReport[] {
    for (const { adapter, root, report } of this.#sources) {
      const inside = [...this.#transcripts.values()].filter(
        (one) => one.runtime === adapter.runtime && isInside(root, one.path),
      );
      report.files = inside.length;
      report.filesWithoutUsage = inside.filter((one) => !adapter.holdsUsage(one.records)).length;
      report.skippedLines = inside.reduce((sum, one) => sum + one.skippedLines, 0);
      report.exists = existsSync(root);
    }
    return this.#sources.map(({ report }) => report);
  }

  skipped(): { lines: number; files: number } {
    let lines = 0;
    for (const transcript of this.#transcripts.values()) lines += transcript.skippedLines;
    const files = this.#sources.reduce((sum, { report }) => sum + report.unreadable.length, 0);
    return { lines, files };
  }

  oddLogs(): OddLog[] {
    return oddLogs(this.#transcripts.values());
  }

  skippedLines(): SkippedLines[] {
    const skipping = [...this.#transcripts.values()].filter((one) => one.skippedLines > 0);
    return skipping.map(findSkipped);
  }

  skippedByFile(): Map<string, number> {
    const skipping = [...this.#transcripts.values()].filter((one) => one.skippedLines > 0);
    return new Map(skipping.map(({ path, skippedLines }) => [path, skippedLines]));
  }

  watchRoots(): string[] {
    return this.#sources.map(({ root }) => root).filter((root) => existsSync(root));
  }

  skipsFolder(folder: string): boolean {
    const source = this.#sourceOf(folder);
    return source?.adapter.skipsFolder?.(relativeTo(source.root, folder)) ?? false;
  }

  async save(): Promise<void> {
    const all = [...this.#transcripts.values(), ...this.#elsewhere];
    if (this.#options.only) this.#journal?.append([...this.#unsaved]);
    else this.#journal?.save(this.#unsaved, all);
    this.#unsaved.clear();
  }

  #findAll(): Found[] {
    return this.#sources.flatMap((source) => {
      source.report.unreadable = [];
      if (!existsSync(source.root)) return [];
      const files = findTranscripts(source.root, source.adapter, (path, error) =>
        source.report.unreadable.push({ path, reason: String(error) }),
      );
      return files.map((file) => ({ source, file }));
    });
  }

  #foundAmong(paths: Set<string>): Found[] {
    return [...new Set([...paths].map(databaseOf))].flatMap((path) => {
      const source = this.#sourceOf(path);
      if (!source || !existsSync(path)) return [];
      const relative = relativeTo(source.root, path);
      return source.adapter.isTranscript(relative) ? [{ source, file: { path, relative } }] : [];
    });
  }

  #sourceOf(path: string): Source | undefined {
    return this.#sources.find(({ root }) => isInside(root, path));
  }

  #transcriptOf({ adapter }: Source, { path, relative }: FoundFile): Transcript {
    const known = this.#transcripts.get(path);
    if (known) return known;
    const { runtime } = adapter;
    const records = adapter.newRecords(relative, path);
    const made = { path, relative, runtime, cursor: null, skippedLines: 0, records };
    this.#transcripts.set(path, made);
    return made;
  }

  /** Directories are looked at once each, and again when a run in them goes on. */
  async #describe(transcripts: Transcript[]): Promise<void> {
    const wanted = new Set<string>();
    for (const { runtime, records } of transcripts) {
      const adapter = runtimeAdapters.find((one) => one.runtime === runtime);
      for (const cwd of adapter?.directoriesOf(records) ?? []) wanted.add(cwd);
    }
    for (const cwd of wanted) {
      this.#directories.set(cwd, await this.#options.describe(cwd));
    }
  }
}

/** With `/` on every system. */
const relativeTo = (root: string, path: string) =>
  path.slice(root.length + 1).replaceAll("\\", "/");

const isInside = (root: string, path: string) =>
  path.startsWith(`${root}/`) || path.startsWith(`${root}\\`);

function sourcesOf(adapter: RuntimeAdapter, env: LibraryOptions["env"]): Source[] {
  return adapter.roots(env).map(({ path, fromVariable }) => ({
    adapter,
    root: path,
    report: {
      runtime: adapter.runtime,
      root: path,
      fromVariable,
      exists: false,
      files: 0,
      filesWithoutUsage: 0,
      unreadable: [],
      skippedLines: 0,
    },
  }));
}

/** What was wrong with a file is told anew at each reading. */
function forgetProblem(report: SourceReport, { path }: Transcript): void {
  report.unreadable = report.unreadable.filter((one) => one.path !== path);
}
