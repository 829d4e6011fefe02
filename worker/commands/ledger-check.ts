/**
 * `npm run ledger:check`: compares every sum in the local database with a rebuild from the events; exit code 1 where
 * one differs. `-- --fix` rebuilds them. STINT_DATA is honoured. Stop Stint first, or the two wait for each other.
 */
import path from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { getPlatformProxy } from "wrangler";
import { openDatabase } from "#worker/db/client.ts";
import { findDrift } from "#worker/operations/ledger/find-drift.ts";
import { rebuildSums } from "#worker/operations/ledger/rebuild-sums.ts";
import { localStint } from "./local/server.ts";

const { values: options } = parseArgs({ options: { fix: { type: "boolean", default: false } } });

const { env, dispose } = await getPlatformProxy<Pick<Env, "DB">>({
  configPath: "wrangler.toml",
  persist: { path: path.join(localStint().dataDir, "v3") },
});
try {
  const db = openDatabase(env);
  if (options.fix) await rebuildSums(db);
  const found = await findDrift(db);
  for (const { table, rows, differing } of found) {
    console.log(`${differing === 0 ? "✓" : "✗"} ${table}: ${rows} rows, ${differing} differ`);
  }
  process.exitCode = found.some(({ differing }) => differing > 0) ? 1 : 0;
} finally {
  await dispose();
}
