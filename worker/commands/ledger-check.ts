/**
 * `npm run ledger:check`: compares every sum in the local database with a rebuild from the events; exit code 1 where
 * one differs. `-- --fix` rebuilds them. STINT_DATA is honoured. Stop Stint first, or the two wait for each other.
 */
import process from "node:process";
import { parseArgs } from "node:util";
import { findDrift } from "#worker/operations/ledger/find-drift.ts";
import { rebuildSums } from "#worker/operations/ledger/rebuild-sums.ts";
import { openLedger } from "./local/open-ledger.ts";
import { localStint } from "./local/server.ts";

const { values: options } = parseArgs({ options: { fix: { type: "boolean", default: false } } });

try {
  const { db, close } = await openLedger(localStint());
  try {
    if (options.fix) await rebuildSums(db);
    const found = await findDrift(db);
    for (const { table, rows, differing } of found) {
      console.log(`${differing === 0 ? "✓" : "✗"} ${table}: ${rows} rows, ${differing} differ`);
    }
    process.exitCode = found.some(({ differing }) => differing > 0) ? 1 : 0;
  } finally {
    await close();
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
