import { statSync } from "node:fs";
import type { RuntimeAdapter } from "../runtimes/runtime-adapter.ts";
import { transcriptOf } from "./state-journal.ts";
import { readInPool, type ReadAnswer, threadsFor } from "./read-pool.ts";
import { refreshTranscript, type ReadFor, type Transcript } from "./transcript.ts";

type File = { adapter: RuntimeAdapter; transcript: Transcript };

/**
 * What a look at one file came to; `line` is what is to be kept of it, where another thread has made that already, and
 * `problem` says why it could not be read.
 */
export type FileRead<F> = {
  file: F;
  bytes: number;
  changed: boolean;
  line?: string;
  problem?: string;
};

/** Reads what is new in files, whole new ones on several threads where there is much of it. Never throws for a file. */
export async function readFiles<F extends File>(
  files: F[],
  readFor: ReadFor,
  onRead: (read: FileRead<F>) => void,
): Promise<void> {
  const fresh = files
    .filter(({ transcript }) => transcript.cursor === null)
    .map((file) => ({ file, size: sizeOf(file.transcript.path) }))
    .toSorted((a, b) => b.size - a.size);
  const bytes = fresh.reduce((sum, { size }) => sum + size, 0);
  const threads = threadsFor(bytes, fresh.length);
  const pooled = new Set(threads > 1 ? fresh.map(({ file }) => file) : []);

  for (const file of files) if (!pooled.has(file)) onRead(readHere(file, readFor));
  if (pooled.size === 0) return;
  const list = [...pooled];
  const requests = list.map(({ transcript: { path, relative, runtime } }) => ({
    path,
    relative,
    runtime,
    readFor,
  }));
  const take = (answer: ReadAnswer) => {
    const file = list[answer.id];
    if (file) onRead(takeAnswer(file, answer));
  };
  await readInPool(requests, threads, { take });
}

function readHere<F extends File>(file: F, readFor: ReadFor): FileRead<F> {
  try {
    const { adapter, transcript } = file;
    return { file, ...refreshTranscript(transcript, { adapter, readFor }) };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { file, bytes: 0, changed: false, problem };
  }
}

function takeAnswer<F extends File>(file: F, answer: ReadAnswer): FileRead<F> {
  if ("problem" in answer) return { file, bytes: 0, changed: false, problem: answer.problem };
  if ("digest" in answer) throw new Error("Nobody asked for a digest.");
  const isHere = "transcript" in answer;
  Object.assign(file.transcript, isHere ? answer.transcript : transcriptOf(answer.line));
  const read = { file, bytes: answer.bytes, changed: true };
  return isHere ? read : { ...read, line: answer.line };
}

const sizeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
