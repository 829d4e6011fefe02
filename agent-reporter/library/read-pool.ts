import { availableParallelism } from "node:os";
import { setImmediate } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { answerHere } from "./answer-request.ts";
import type { FileDigest } from "./file-digest.ts";
import type { ReadFor, Transcript } from "./transcript.ts";

/** Below this the threads' start costs more than they save. */
const worthwhileBytes = 32 << 20;

/** More of them wait for the disk and for this one, which takes what they read. */
const mostThreads = 8;

/** Most of what reading makes is thrown away at once; a larger nursery is emptied less often. */
const resourceLimits = { maxYoungGenerationSizeMb: 24 };

/** A thread waits when so many of its answers have not been taken, so that they do not fill the memory. */
export const mostUntaken = 64;

/** `digest`: what the file comes to alone, instead of everything that is known of it. */
export type ReadRequest = Pick<Transcript, "path" | "relative" | "runtime"> & {
  readFor: ReadFor | "digest";
};

/**
 * A file as it was read from its start, by its place in the list of requests: as the line that is kept of it from another
 * thread and as it is from this one, or with its digest and that line's bytes; or why it could not be read.
 */
export type ReadAnswer =
  | { id: number; bytes: number; line: string }
  | { id: number; bytes: number; transcript: Transcript }
  | {
      id: number;
      bytes: number;
      skippedLines: number;
      digest: FileDigest;
      kept: Uint8Array<ArrayBuffer>;
    }
  | { id: number; problem: string };

/** What a thread is given. `next`: the first request that nobody took yet; `taken`: how many of its answers were taken. */
export type PoolTask = { requests: ReadRequest[]; next: Int32Array; taken: Int32Array };

/** How many threads are worth reading so many bytes of new files with, this one among them. */
export function threadsFor(bytes: number, files: number): number {
  if (bytes < worthwhileBytes) return 1;
  return Math.max(1, Math.min(availableParallelism(), mostThreads, files));
}

type Taking = {
  take: (answer: ReadAnswer) => void;
  /** Called once the others have begun to read. */
  onBegun?: () => void;
};

/**
 * Reads new files on several threads, this one among them, and hands each answer to `take`, in the order in which they
 * are ready. A thread that ends takes nothing with it but the file that it was reading, which is answered with a problem.
 */
export async function readInPool(
  requests: ReadRequest[],
  threads: number,
  { take, onBegun }: Taking,
): Promise<void> {
  const next = new Int32Array(new SharedArrayBuffer(4));
  const waiting = new Set(requests.keys());
  const problems: string[] = [];
  const takeOnce = (answer: ReadAnswer) => {
    if (waiting.delete(answer.id)) take(answer);
  };
  const others = Array.from({ length: threads - 1 }, () => {
    const taken = new Int32Array(new SharedArrayBuffer(4));
    return runThread({ requests, next, taken }, takeOnce, (problem) => problems.push(problem));
  });
  let own = 0;
  let haveBegun = false;
  for (const [id, request] of unread({ requests, next })) {
    if (!haveBegun && id > own++) {
      haveBegun = true;
      onBegun?.();
    }
    takeOnce(answerHere(id, request));
    // The others' answers are taken in between.
    await setImmediate();
  }
  await Promise.all(others);
  const problem = problems[0] ?? "The thread that read it ended.";
  for (const id of waiting) takeOnce({ id, problem });
}

/** The requests that no other thread takes, until none is left. */
export function* unread({
  requests,
  next,
}: Pick<PoolTask, "requests" | "next">): Generator<[number, ReadRequest]> {
  for (let id = Atomics.add(next, 0, 1); id < requests.length; id = Atomics.add(next, 0, 1)) {
    const request = requests[id];
    if (request) yield [id, request];
  }
}

function runThread(
  task: PoolTask,
  take: (answer: ReadAnswer) => void,
  fail: (problem: string) => void,
): Promise<void> {
  return new Promise((resolve) => {
    const worker = startedEarly.pop() ?? startWorker();
    worker.ref();
    worker.postMessage(task, []);
    worker.on("message", (answer: ReadAnswer) => {
      take(answer);
      Atomics.add(task.taken, 0, 1);
      Atomics.notify(task.taken, 0);
    });
    worker.once("error", (error) => fail(String(error)));
    worker.once("exit", () => resolve());
  });
}

/** Where the package's build puts the thread's program, beside the parts of it. */
declare const readWorkerFile: string | undefined;

function startWorker(): Worker {
  const file = typeof readWorkerFile === "string" ? readWorkerFile : "./read-worker.ts";
  return new Worker(new URL(file, import.meta.url), { resourceLimits });
}

/** Threads that were started before there was anything to read. */
const startedEarly: Worker[] = [];

/**
 * Starts a thread that the next reading takes: it is ready when the logs are listed. The process does not wait for it
 * where nobody does.
 */
export function startThreadEarly(): void {
  if (availableParallelism() < 2) return;
  const worker = startWorker();
  const forget = () => {
    const at = startedEarly.indexOf(worker);
    if (at !== -1) startedEarly.splice(at, 1);
  };
  worker.once("error", forget);
  worker.once("exit", forget);
  worker.unref();
  startedEarly.push(worker);
}
