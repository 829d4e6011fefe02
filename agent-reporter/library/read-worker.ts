import { parentPort } from "node:worker_threads";
import { runtimeAdapters } from "../runtimes/runtime-list.ts";
import { lineOf } from "./state-journal.ts";
import { refreshTranscript } from "./transcript.ts";
import type { ReadAnswer, ReadRequest } from "./read-pool.ts";

// Reads the files that it is asked for, one after the other, on a thread of its own.
parentPort?.on("message", (request: ReadRequest) => parentPort?.postMessage(answer(request), []));

function answer({ id, path, relative, runtime, readFor }: ReadRequest): ReadAnswer {
  try {
    const adapter = runtimeAdapters.find((one) => one.runtime === runtime);
    if (!adapter) throw new Error(`There is no adapter for ${runtime}.`);
    const records = adapter.newRecords(relative, path);
    const transcript = { path, relative, runtime, cursor: null, skippedLines: 0, records };
    const { bytes } = refreshTranscript(transcript, { adapter, readFor });
    adapter.handOver?.(records);
    return { id, bytes, line: lineOf(transcript) };
  } catch (error) {
    return { id, problem: error instanceof Error ? error.message : String(error) };
  }
}
