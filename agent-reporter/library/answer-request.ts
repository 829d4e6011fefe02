import { runtimeAdapters } from "../runtimes/runtime-list.ts";
import type { ReadAnswer, ReadRequest } from "./read-pool.ts";
import { journalLine, lineOf } from "./state-journal.ts";
import { refreshTranscript, type Transcript } from "./transcript.ts";

/** Reads a file for the thread that asks. */
export const answerHere = (id: number, request: ReadRequest): ReadAnswer =>
  answer(id, request, (transcript) => ({ transcript }));

/** Reads a file for another thread, which gets it as the line that is kept of it. */
export const answerElsewhere = (id: number, request: ReadRequest): ReadAnswer =>
  answer(id, request, (transcript) => ({ line: lineOf(transcript) }));

type Told = { transcript: Transcript } | { line: string };

function answer(
  id: number,
  { path, relative, runtime, readFor }: ReadRequest,
  tell: (transcript: Transcript) => Told,
): ReadAnswer {
  try {
    const adapter = runtimeAdapters.find((one) => one.runtime === runtime);
    if (!adapter) throw new Error(`There is no adapter for ${runtime}.`);
    const records = adapter.newRecords(relative, path);
    const transcript = { path, relative, runtime, cursor: null, skippedLines: 0, records };
    const asked = readFor === "digest" ? "usage" : readFor;
    const { bytes } = refreshTranscript(transcript, { adapter, readFor: asked });
    adapter.handOver?.(records);
    if (readFor !== "digest") return { id, bytes, ...tell(transcript) };
    const digest = adapter.digestOf?.(records);
    if (!digest) throw new Error(`There are no digests for ${runtime}.`);
    const kept = new TextEncoder().encode(journalLine(transcript));
    return { id, bytes, skippedLines: transcript.skippedLines, digest, kept };
  } catch (error) {
    return { id, problem: error instanceof Error ? error.message : String(error) };
  }
}
