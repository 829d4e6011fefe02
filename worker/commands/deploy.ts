/**
 * `npm run deploy`: puts Stint on the owner's Cloudflare account: the Worker with the app, D1, the objects and the
 * cron. Creates what is missing, applies migrations, asks for what it cannot know. Safe to repeat.
 * `--dry-run` builds and bundles everything without an account.
 */
import { parseArgs } from "node:util";
import {
  ensureDatabase,
  missingSecrets,
  variableFlags,
  writeDeployConfig,
} from "./deploy/resources.ts";
import { readSettings } from "./deploy/settings.ts";
import { buildApp, readWrangler, wrangler } from "./deploy/wrangler.ts";

const { values: options } = parseArgs({
  options: { "dry-run": { type: "boolean", default: false } },
});

buildApp();
if (options["dry-run"]) {
  wrangler(["deploy", "--dry-run", "--minify", "--outdir", "dist/worker"]);
} else {
  await deploy();
}

async function deploy(): Promise<void> {
  // Fails with wrangler's own words where nobody is signed in to Cloudflare.
  readWrangler(["whoami", "--json"]);
  const settings = await readSettings();
  const config = writeDeployConfig(ensureDatabase());
  wrangler(["d1", "migrations", "apply", "stint", "--remote", "-c", config]);

  const secrets = await missingSecrets(config, settings);
  try {
    const secretFlags = secrets ? ["--secrets-file", secrets.file] : [];
    wrangler([
      "deploy",
      "--minify",
      "-c",
      config,
      ...variableFlags(settings),
      ...domainFlags(settings.appUrl),
      ...secretFlags,
    ]);
  } finally {
    secrets?.remove();
  }
  console.log(`\nStint runs at ${settings.appUrl}`);
}

/** A workers.dev address comes by itself; any other host is attached as a custom domain. */
function domainFlags(appUrl: string): string[] {
  const { hostname } = new URL(appUrl);
  const ownedByCloudflare = /\.(workers|pages)\.dev$/.test(hostname);
  return ownedByCloudflare ? [] : ["--domain", hostname];
}
