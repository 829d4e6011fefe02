import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

const corpus = path.resolve(import.meta.dirname, "../../../shared/corpus");

/** Whether the real transcripts lie beside the project; suites that need them are skipped otherwise, and say so. */
export const hasCorpus = existsSync(corpus);

if (!hasCorpus)
  console.warn("\n*** ../shared/corpus is absent: the suites on it are SKIPPED. ***\n");

export const corpusPath = (folder: string) => path.join(corpus, folder);

/** input, output, cache write, cache read, messages */
const columns = z.tuple([z.number(), z.number(), z.number(), z.number(), z.number()]);

const claudeTruth = z.object({
  total: columns,
  cache_write_1h: z.number(),
  messages_without_final_usage: z.object({ messages: z.number() }),
  by_model: z.record(z.string(), columns),
  by_day_utc: z.record(z.string(), columns),
  by_session: z.record(z.string(), columns),
});

/** The right totals of the Claude Code corpus. */
export const readClaudeTruth = () =>
  claudeTruth.parse(JSON.parse(readFileSync(corpusPath("truth/right-claude.json"), "utf8")));
