import { existsSync } from "node:fs";
import path from "node:path";
import type { LogDigests } from "../costs/alone-cells.ts";
import { readSettings } from "../config/settings.ts";
import type { DirectoryDescriber } from "../git/describe-directory.ts";
import type { FollowGit } from "../git/with-git-figures.ts";
import type { Library } from "../library/library-types.ts";
import type { ReadFor } from "../library/transcript.ts";
import { messageOf } from "../output/command-error.ts";
import type { CommandIo } from "../output/command-io.ts";

/** The library over this machine's logs, with what git tells, and the settings applied. */
export type OpenedLogs = {
  library: Library;
  titles: boolean;
  save: () => Promise<void>;
  /** Asks git beside the reading. */
  followGit?: FollowGit;
};

export type OpenLogsOptions = {
  folder: string;
  readFor?: ReadFor;
  only?: ReadonlySet<string>;
  /** From a flag; without it the settings decide. */
  titles?: boolean | undefined;
  /** Whether git is asked what runs did: with each reading, or beside it. Without it, not at all. */
  git?: "at once" | "beside";
};

/**
 * What reads logs for their usage each by itself, and names the projects of the folders that they were written in. Where
 * nothing was read before, a thread that helps is started at once.
 */
export async function logDigests(io: CommandIo, folder: string): Promise<LogDigests> {
  const stateDir = stateDirOf(folder, "usage");
  if (!existsSync(stateDir)) {
    const { prepareDigests } = await import("../library/digest-logs.ts");
    prepareDigests(stateDir);
  }
  let directories: Promise<DirectoryDescriber> | null = null;
  const describer = async () => {
    const { directoryDescriber } = await import("../git/describe-directory.ts");
    return directoryDescriber(io.env, folder);
  };
  return {
    digest: async (logs, take) => {
      const { digestLogs } = await import("../library/digest-logs.ts");
      return digestLogs(stateDir, logs, { take });
    },
    projectOf: async (cwd) => {
      directories ??= describer();
      const { project } = await (await directories).describe(cwd);
      return project?.name ?? null;
    },
    saveProjects: async () => (await directories)?.save(),
  };
}

const stateDirOf = (folder: string, readFor: ReadFor) =>
  path.join(folder, readFor === "usage" ? "library-usage" : "library");

/** Keeps what was read. Where the disk takes nothing, it is said, and read again next time. */
export async function saveOrSay(
  { save }: OpenedLogs,
  say: (message: string) => void,
): Promise<void> {
  try {
    await save();
  } catch (error) {
    say(`Cannot note what was read (${messageOf(error)}).`);
  }
}

/** Opens the agents' logs of this machine. */
export async function openLogs(
  io: CommandIo,
  {
    folder,
    readFor = "everything",
    only,
    titles = readSettings(folder).titles,
    git,
  }: OpenLogsOptions,
): Promise<OpenedLogs> {
  const { openLibrary } = await import("../library/library.ts");
  const { directoryDescriber } = await import("../git/describe-directory.ts");
  const directories = directoryDescriber(io.env, folder);
  const logs = await openLibrary({
    env: io.env,
    stateDir: stateDirOf(folder, readFor),
    readFor,
    ...(only && { only }),
    describe: directories.describe,
    titles,
  });
  const hooked = readFor === "everything" ? await withHooks(logs, folder) : logs;
  const { library, ...following } = git
    ? await withGit(hooked, { env: io.env, folder, directories, git })
    : { library: hooked };
  return {
    library,
    ...following,
    titles,
    save: async () => {
      directories.save();
      await library.save();
    },
  };
}

/** Whoever asks for usage alone needs nothing of hooks. */
async function withHooks(logs: Library, folder: string): Promise<Library> {
  const { withCallFacts } = await import("../beside/lay-call-facts.ts");
  return withCallFacts(logs, folder);
}

type GitSource = {
  env: CommandIo["env"];
  folder: string;
  directories: DirectoryDescriber;
  git: "at once" | "beside";
};

async function withGit(logs: Library, { env, folder, directories, git }: GitSource) {
  const { RunObserver } = await import("../git/run-observer.ts");
  const { withGitFigures } = await import("../git/with-git-figures.ts");
  const { describe } = directories;
  return withGitFigures(logs, new RunObserver({ env, folder, describe }), git);
}
