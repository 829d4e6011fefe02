import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { ReadFor, Transcript } from "./transcript.ts";

/** Below this the threads' start costs more than they save. */
const worthwhileBytes = 32 << 20;

/** More of them wait for the disk and for this thread, which takes what they read. */
const mostWorkers = 8;

/** Most of what reading makes is thrown away at once; a larger nursery is emptied less often. */
const resourceLimits = { maxYoungGenerationSizeMb: 24 };

export type ReadRequest = Pick<Transcript, "path" | "relative" | "runtime"> & {
  id: number;
  readFor: ReadFor;
};

/** A file as it was read from its start, as the line that is kept of it; or why it could not be read. */
export type ReadAnswer =
  | { id: number; bytes: number; line: string }
  | { id: number; problem: string };

/** How many threads are worth starting for so many bytes of new files; 0 where none is. */
export function workersFor(bytes: number, files: number): number {
  const cores = availableParallelism();
  if (cores < 2 || bytes < worthwhileBytes) return 0;
  return Math.min(cores, mostWorkers, files);
}

/**
 * Reads new files on several threads and hands each answer to `take`, in the order in which they are ready. A thread
 * that ends takes nothing with it: what it had not answered is answered with a problem.
 */
export function readInPool(
  requests: ReadRequest[],
  workers: number,
  take: (answer: ReadAnswer) => void,
): Promise<void> {
  const waiting = requests.toReversed();
  const reads = Array.from({ length: workers }, () => readOnThread(waiting, take));
  return Promise.all(reads).then(() => undefined);
}

function readOnThread(waiting: ReadRequest[], take: (answer: ReadAnswer) => void): Promise<void> {
  return new Promise((resolve) => {
    const worker = startWorker();
    let current: ReadRequest | undefined;
    const next = () => {
      current = waiting.pop();
      if (current) worker.postMessage(current, []);
      else void worker.terminate();
    };
    worker.on("message", (answer: ReadAnswer) => {
      take(answer);
      next();
    });
    worker.once("error", (error) => {
      if (current) take({ id: current.id, problem: String(error) });
      current = undefined;
    });
    worker.once("exit", () => resolve());
    next();
  });
}

/** The thread's program, where the package's build put it in; one file is all that is published. */
declare const readWorkerCode: string | undefined;

function startWorker(): Worker {
  return typeof readWorkerCode === "string"
    ? new Worker(readWorkerCode, { eval: true, resourceLimits })
    : new Worker(new URL("./read-worker.ts", import.meta.url), { resourceLimits });
}
