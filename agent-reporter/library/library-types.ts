import type { IngestItem } from "#contract/ingest.ts";
import type { FileGroup } from "./file-groups.ts";
import type { OddLog, SkippedLines } from "./known-logs.ts";
import type { ReadFor } from "./transcript.ts";

/** Where and when a run worked, as its log says. Stays on this machine, but for ids and addresses of pull requests. */
export type RunPlace = {
  runtime: string;
  runId: string;
  rootRunId: string;
  cwd: string;
  startedAt: number;
  lastAt: number;
  branch: string | null;
  /** The commit that the run began with, where its log names it. */
  startCommit: string | null;
  /** Pull requests that it names. */
  links: string[];
};

/** What git and the file system tell of a run's working directory. */
export type DirectoryFacts = {
  project: { key: string; name: string } | null;
  /** Git did not answer in time: the project is the folder's, and may be another. */
  isGuess?: true;
  branch: string | null;
  headCommit: string | null;
};

export type Progress = {
  filesDone: number;
  filesTotal: number;
  bytesDone: number;
  bytesTotal: number;
};

/** One place where an agent's logs may lie, and what was found there; for `stint doctor`. */
export type SourceReport = {
  runtime: string;
  root: string;
  /** The environment variable that named it, or null for the agent's default. */
  fromVariable: string | null;
  exists: boolean;
  files: number;
  /** Files that hold no usage at all. */
  filesWithoutUsage: number;
  unreadable: { path: string; reason: string }[];
  skippedLines: number;
};

/**
 * Everything the agents' logs on this machine say, kept current file by file. The logs are the record; what the
 * library keeps in its state folder only saves reading them again and can be deleted at any time.
 */
export type Library = {
  /** Reads what is new in all files, or in the given ones. Never throws for a bad file. */
  refresh(options?: {
    paths?: Iterable<string>;
    onProgress?: (progress: Progress) => void;
  }): Promise<void>;
  /**
   * Items to upload, resolved over all files (credit of forks, echoes, auxiliary events). A run's item comes
   * before the first item that names the run.
   */
  items(): Iterable<IngestItem>;
  /** All files in groups that are resolved apart from each other. */
  groups(): (FileGroup & { runtime: string })[];
  /** The items that are new or differ since the last call; all of them at the first call. */
  takeChanged(): IngestItem[];
  /** Where the runs worked, of those whose logs tell. */
  places(): RunPlace[];
  sources(): SourceReport[];
  skipped(): { lines: number; files: number };
  /** Logs that are gone, were replaced or lie elsewhere; before the next `refresh`. */
  oddLogs(): OddLog[];
  /** Which lines were skipped, and why; reads those files once more. */
  skippedLines(): SkippedLines[];
  /** Lines that were skipped, of the files with some. */
  skippedByFile(): Map<string, number>;
  /** Existing folders to watch, recursively. */
  watchRoots(): string[];
  /** Whether a folder below a root holds nothing to read. */
  skipsFolder(folder: string): boolean;
  /** Writes the cursors atomically. Safe to be killed at any point. */
  save(): Promise<void>;
};

export type LibraryOptions = {
  env: Record<string, string | undefined>;
  /** Where cursors are kept; null keeps nothing. */
  stateDir: string | null;
  /** Facts of a directory, from git; `describeFolder` knows the name alone. */
  describe: (cwd: string) => Promise<DirectoryFacts>;
  /** `usage` reads much less, for whoever asks for no tool calls; what is kept for it is kept apart. */
  readFor?: ReadFor;
  /** These files alone; what is known of others is left as it is. */
  only?: ReadonlySet<string>;
  /** False where the user turned titles and branch names off. */
  titles: boolean;
};
