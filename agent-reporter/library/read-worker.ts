import { parentPort } from "node:worker_threads";
import { answerElsewhere } from "./answer-request.ts";
import { mostUntaken, type PoolTask, type ReadAnswer, unread } from "./read-pool.ts";

// Reads files on a thread of its own, one after the other, until none is left.
parentPort?.once("message", readTask);

function readTask(task: PoolTask): void {
  let sent = 0;
  for (const [id, request] of unread(task)) {
    send(answerElsewhere(id, request));
    sent += 1;
    for (let done = Atomics.load(task.taken, 0); sent - done >= mostUntaken;) {
      Atomics.wait(task.taken, 0, done);
      done = Atomics.load(task.taken, 0);
    }
  }
}

/** Columns and bytes move to the other thread instead of being copied. */
function send(answer: ReadAnswer): void {
  if (!("digest" in answer)) parentPort?.postMessage(answer, []);
  else {
    const { digest, kept } = answer;
    const moved = [digest.keys, digest.rows, kept].map(({ buffer }) => buffer);
    parentPort?.postMessage(answer, moved);
  }
}
