import { rateCardFor } from "#contract/pricing.ts";
import type { IngestItem } from "#contract/ingest.ts";
import { placesOf } from "./add-up.ts";
import { pricerOf } from "./rate-cards.ts";
import { type CostFilter, matches } from "./cost-filter.ts";
import { dateFinder } from "./date-finder.ts";

/** One model response as it is exported. Token buckets are disjoint; `reasoning` is a part of `output`. */
export type ExportRow = {
  /** ISO 8601, UTC. */
  time: string;
  runtime: string;
  session: string;
  run: string;
  project: string | null;
  model: string | null;
  input: number;
  output: number;
  cacheRead: number;
  cacheWrite5m: number;
  cacheWrite1h: number;
  reasoning: number;
  webSearches: number;
  /** US dollars; null where the model has no price. */
  costUsd: number | null;
  /** The log holds only a part of the output. */
  lowerBound: boolean;
  /** Stands on no message line: compaction and title requests. */
  auxiliary: boolean;
};

/** The responses that a filter lets through. Runs come before what names them. */
export function* exportRows(items: Iterable<IngestItem>, filter: CostFilter): Generator<ExportRow> {
  const dateOf = dateFinder(filter.timezone);
  const price = pricerOf(rateCardFor);
  for (const { item, session, project } of placesOf(items)) {
    const { runtime } = item;
    if (!matches({ date: dateOf(item.occurredAt), project, runtime }, filter)) continue;
    const nanoUsd = price(item);
    yield {
      time: new Date(item.occurredAt).toISOString(),
      runtime,
      session,
      run: item.runId,
      project,
      model: item.model,
      input: item.input,
      output: item.output,
      cacheRead: item.cacheRead,
      cacheWrite5m: item.cacheWrite5m,
      cacheWrite1h: item.cacheWrite1h,
      reasoning: item.reasoning,
      webSearches: item.webSearches,
      costUsd: nanoUsd === null ? null : nanoUsd / 1e9,
      lowerBound: item.lowerBound,
      auxiliary: item.auxiliary,
    };
  }
}
