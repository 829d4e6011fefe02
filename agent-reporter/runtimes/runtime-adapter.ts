import type { DatabaseSync } from "node:sqlite";
import type { IngestItem } from "#contract/ingest.ts";
import type { FileDigest, UsageFigures } from "../library/file-digest.ts";
import type { FileGroup } from "../library/file-groups.ts";
import type { DirectoryFacts, RunPlace } from "../library/library-types.ts";
import type { LineSpan } from "../library/read-lines.ts";

/** One folder where a runtime may keep its logs. */
export type LogRoot = {
  path: string;
  /** The environment variable that named it; null for the runtime's own default. */
  fromVariable: string | null;
};

/**
 * How a file is read: line by line as it grows; as one JSON document that is written whole each time; or as a database,
 * asked for what is new.
 */
export type LogForm = "lines" | "document" | "database";

/**
 * What a line has for whom only usage concerns: nothing; what usage needs of it; or something in an unusual form, so that it
 * is to be parsed whole.
 */
export type UsageReader = (line: LineSpan) => "nothing" | "unusual" | Record<string, unknown>;

/**
 * How one runtime's logs are read. A new runtime is one folder with one of these. Records are what a file says, as
 * plain JSON and maps by string, kept between readings; items are made of all files' records together.
 */
export type RuntimeAdapter<R = unknown> = {
  runtime: string;
  roots(env: Record<string, string | undefined>): LogRoot[];
  /** Whether a file below a root is a transcript; `relative` has `/` on every system. */
  isTranscript(relative: string): boolean;
  /** Whether a folder below a root is left out, with all in it: for large ones that hold no transcripts. */
  skipsFolder?(relative: string): boolean;
  /** `lines` where it is not given. */
  formOf?(relative: string): LogForm;
  /** `relative` is what a path says of a run; ids come from it, never the folders of one machine, which `path` has. */
  newRecords(relative: string, path: string): R;
  /** Called when a file was rewritten and is read anew: what its lines add up to starts again, what was seen stays. */
  restart(records: R): void;
  /** A cheap look at a line's bytes: false where it cannot hold anything of interest after what is known. */
  mightMatter(line: Buffer, records: R): boolean;
  /** Begins a reading where only usage is asked for; without it lines are read as for all else. */
  usageReader?(records: R): UsageReader;
  /** What a line that was passed over told of the time; asked for before an object that has none. */
  noteTime?(records: R, at: number): void;
  /** Called after a reading where only usage is asked for: what is kept for other askers is dropped. */
  keepUsageAlone?(records: R): void;
  /** One object of a line. `fallbackAt` dates it where it has no time of its own. */
  readObject(records: R, object: Record<string, unknown>, fallbackAt: number): void;
  /** A whole document; what it no longer says stays in the records. */
  readDocument?(records: R, document: unknown, fallbackAt: number): void;
  /**
   * What is new in a database since the records were made. It is open for reading alone, and stands still meanwhile.
   * Answers how many rows cannot be read.
   */
  readDatabase?(records: R, database: DatabaseSync): number;
  /** Called before a file's records go to another thread, where all of them are new. */
  handOver?(records: R): void;
  /** What a file's usage comes to by itself; without it, files of this runtime are always resolved together. */
  digestOf?(records: R): FileDigest;
  /**
   * The responses that several files hold, each once, with the file whose it is; goes with `digestOf`. `files`: all that
   * hold one of them; `shared`: their keys' hashes.
   */
  creditShared?<F extends { path: string; digest: FileDigest }>(
    files: F[],
    shared: ReadonlySet<number>,
  ): Iterable<{ file: F; figures: UsageFigures }>;
  holdsUsage(records: R): boolean;
  /** Working directories that the records name, to be described before items are made. */
  directoriesOf(records: R): string[];
  newResolver(options: ResolverOptions): Resolver<R>;
};

export type ResolverOptions = {
  titles: boolean;
  /** What is known of a working directory by now. */
  factsOf(cwd: string | null): DirectoryFacts | undefined;
};

/** Makes items of the records of all files of a runtime: whose event it is where several files hold it. */
export type Resolver<R> = {
  /** A file's records are new or changed. */
  update(path: string, records: R): void;
  /** Items that may have changed since the last call; each is complete, and runs come before what names them. */
  takeDirty(): IngestItem[];
  all(): Iterable<IngestItem>;
  /** Where the runs worked, of those whose files tell. */
  places(): RunPlace[];
  /** Files that are resolved apart from all others; without it they are all one group. */
  groups?(): FileGroup[];
};
