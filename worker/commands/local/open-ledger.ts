import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { getPlatformProxy, unstable_readConfig } from "wrangler";
import { type Database, openDatabase } from "#worker/db/client.ts";
import { type LocalStint, root } from "./server.ts";

/** The database of a local Stint, without its Worker. */
export type OpenLedger = { db: Database; close: () => Promise<void> };

export async function openLedger({ dataDir }: LocalStint): Promise<OpenLedger> {
  const data = path.join(dataDir, "v3");
  if (!existsSync(path.join(data, "d1"))) {
    throw new Error(`There is no ledger in ${dataDir} yet. \`npm start\` makes it.`);
  }
  const folder = mkdtempSync(path.join(tmpdir(), "stint-ledger-"));
  try {
    const { env, dispose } = await getPlatformProxy<Pick<Env, "DB">>({
      configPath: writeConfig(folder),
      envFiles: [],
      persist: { path: data },
    });
    return { db: openDatabase(env), close: dispose };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The Worker's own configuration names objects and a secret, which nothing here has: wrangler would warn of each. */
function writeConfig(folder: string): string {
  const config = path.join(folder, "wrangler.json");
  const { name, compatibility_date, d1_databases } = unstable_readConfig({
    config: path.join(root, "wrangler.toml"),
  });
  writeFileSync(config, JSON.stringify({ name, compatibility_date, d1_databases }));
  return config;
}
