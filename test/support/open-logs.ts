import type { IngestItem, RunItem, UsageItem } from "#contract/ingest.ts";
import { openLibrary } from "#reporter/library/library.ts";
import type { ReadFor } from "#reporter/library/transcript.ts";
import { describeFolder } from "#reporter/library/project-key.ts";

const nowhere = "/nonexistent";

/** The library over given log folders and nothing of this machine. */
export function openLogs(
  env: Record<string, string>,
  stateDir: string | null = null,
  ...[readFor = "everything", only]: [readFor?: ReadFor, only?: ReadonlySet<string>]
) {
  return openLibrary({
    readFor,
    ...(only && { only }),
    env: { HOME: nowhere, CLAUDE_CONFIG_DIR: nowhere, CODEX_HOME: nowhere, ...env },
    stateDir,
    describe: async (cwd) => describeFolder(cwd),
    titles: true,
  });
}

/** All items of the given log folders, read once. */
export async function readItems(
  env: Parameters<typeof openLogs>[0],
  readFor: ReadFor = "everything",
): Promise<IngestItem[]> {
  const library = await openLogs(env, null, readFor);
  await library.refresh();
  return [...library.items()];
}

export const isUsage = (item: IngestItem): item is UsageItem => item.type === "usage";
export const isRun = (item: IngestItem): item is RunItem => item.type === "run";

/** input, output, cache write, cache read, events: the columns of the truth files. */
export function columnsOf(items: UsageItem[]): number[] {
  const sum = (count: (item: UsageItem) => number) =>
    items.reduce((total, item) => total + count(item), 0);
  return [
    sum((item) => item.input),
    sum((item) => item.output),
    sum((item) => item.cacheWrite5m + item.cacheWrite1h),
    sum((item) => item.cacheRead),
    items.length,
  ];
}
