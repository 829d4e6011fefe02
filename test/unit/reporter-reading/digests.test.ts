import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readCells } from "#reporter/costs/read-cells.ts";
import { answerHere } from "#reporter/library/answer-request.ts";
import { type DigestedFile, digestLogs } from "#reporter/library/digest-logs.ts";
import type { ListedLog } from "#reporter/library/list-logs.ts";
import { describeFolder } from "#reporter/library/project-key.ts";
import { corpusPath, hasCorpus } from "#test/support/corpus-truth.ts";
import { openLogs } from "#test/support/open-logs.ts";
import { claudeKinds, madeClaudeLogs } from "./support/made-claude-logs.ts";
import { type Step, wishes } from "./support/made-logs.ts";

type Take = (file: DigestedFile) => void;
type Digest = (logs: Map<string, ListedLog>, take: Take, state: string) => Promise<boolean>;

/** Adds a folder's logs up, by digests or without. */
async function addUp(logs: string, digest: Digest) {
  const folder = mkdtempSync(path.join(tmpdir(), "stint-digest-"));
  const state = path.join(folder, "state");
  const env = { HOME: "/nonexistent", CLAUDE_CONFIG_DIR: logs, CODEX_HOME: "/nonexistent" };
  try {
    const { cells, skipped } = await readCells({
      env,
      folder,
      timezone: "Europe/Berlin",
      now: Date.now(),
      open: async (only) => {
        const library = await openLogs(env, state, "usage", only);
        return { library, titles: true, save: () => library.save() };
      },
      digest: (listed, take) => digest(listed, take, state),
      projectOf: async (cwd) => describeFolder(cwd).project?.name ?? null,
      saveProjects: async () => {},
    });
    const keyOf = (cell: (typeof cells)[number]) => `${cell.session} ${cell.date} ${cell.model}`;
    return { cells: cells.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)), skipped };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const byLibrary: Digest = async () => false;

/** As a thread does it, without one. */
const byDigests: Digest = async (logs, take) => {
  for (const [file, { adapter, relative }] of logs) {
    const request = { path: file, relative, runtime: adapter.runtime, readFor: "digest" } as const;
    const answer = answerHere(0, request);
    if (!("digest" in answer)) continue;
    const { digest, skippedLines } = answer;
    take({ path: file, adapter, skippedLines, digest });
  }
  return true;
};

async function withLogs(steps: Step[], check: (logs: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "stint-logs-"));
  const place = (name: string) => {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    return file;
  };
  for (const step of steps) {
    if ("text" in step) appendFileSync(place(step.file), step.text);
    else renameSync(place(step.file), place(step.to));
  }
  try {
    await check(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("whatever happens on a machine, digests come to what the library makes of all logs", async () => {
  await fc.assert(
    fc.asyncProperty(wishes(claudeKinds), (given) =>
      withLogs(madeClaudeLogs(given), async (logs) => {
        expect(await addUp(logs, byDigests)).toEqual(await addUp(logs, byLibrary));
      }),
    ),
    { numRuns: 200 },
  );
}, 60_000);

test.skipIf(!hasCorpus)(
  "the corpus comes to the same by digests, on several threads",
  async () => {
    const logs = corpusPath("claude");
    const found = await addUp(logs, (listed, take, state) =>
      digestLogs(state, listed, { take, leastThreads: 2 }),
    );
    expect(found).toEqual(await addUp(logs, byLibrary));
  },
  30_000,
);
