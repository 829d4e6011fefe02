import type { UsageItem } from "#contract/ingest.ts";
import { countRows } from "#test/support/worker/count-rows.ts";
import worker from "#worker/index.ts";

export * from "#worker/index.ts";

/* The Worker as it is deployed, over a database that counts, and beside it the plainest way to store the same rows. */

let rows = { read: 0, written: 0 };

export default {
  async fetch(request, env, ctx) {
    const { pathname } = new URL(request.url);
    if (pathname === "/api/bench/rows") {
      const counted = rows;
      rows = { read: 0, written: 0 };
      return Response.json(counted);
    }
    if (pathname === "/api/bench/bare") return insertBare(env.DB, request);
    return worker.fetch(request, { ...env, DB: countRows(env.DB, rows) }, ctx);
  },
} satisfies ExportedHandler<Env>;

/** One prepared insert for each event, in one transaction, into a table like the ledger's. */
async function insertBare(db: D1Database, request: Request): Promise<Response> {
  const body = new Response(request.body?.pipeThrough(new DecompressionStream("gzip")));
  const { items } = await body.json<{ items: UsageItem[] }>();
  await createBareTable(db);
  const [first] = items;
  if (!first) return Response.json({ stored: 0 });
  const columns = Object.keys(bareRow(first));
  const statement = db.prepare(
    `INSERT INTO bare_event (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`,
  );
  await db.batch(items.map((item) => statement.bind(...Object.values(bareRow(item)))));
  return Response.json({ stored: items.length });
}

let isTableThere = false;

/** The same columns, key and index as `usage_event`. */
async function createBareTable(db: D1Database): Promise<void> {
  if (isTableThere) return;
  const { results } = await db
    .prepare("SELECT sql FROM sqlite_master WHERE tbl_name = 'usage_event' AND sql IS NOT NULL")
    .all<{ sql: string }>();
  const drop = db.prepare("DROP TABLE IF EXISTS bare_event");
  const creates = results.map(({ sql }) => db.prepare(sql.replaceAll("usage_event", "bare_event")));
  await db.batch([drop, ...creates]);
  isTableThere = true;
}

const bareRow = (item: UsageItem) => ({
  workspace_id: "bare",
  key: item.key,
  revision: 1,
  runtime: item.runtime,
  run_id: item.runId,
  dev_session_id: item.runId,
  project_id: "",
  person_id: "somebody",
  machine_id: "some-machine",
  task_id: "",
  occurred_at: item.occurredAt,
  model: item.model,
  input: item.input,
  output: item.output,
  cache_read: item.cacheRead,
  cache_write_5m: item.cacheWrite5m,
  cache_write_1h: item.cacheWrite1h,
  reasoning: item.reasoning,
  web_searches: item.webSearches,
  service_tier: item.serviceTier,
  speed: item.speed,
  geo: item.geo,
  request_id: item.requestId,
  source: "log",
  is_subagent: 0,
  lower_bound: Number(item.lowerBound),
  auxiliary: Number(item.auxiliary),
  provisional: Number(item.provisional),
  credit_rank: item.credit.rank,
  credit_began_at: item.credit.beganAt,
  vendor_cost_nano_usd: item.vendorCostNanoUsd,
  cost_nano_usd: 1_000_000,
  price_version: "bench",
});
