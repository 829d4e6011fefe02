import { randomBytes } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { ask, type DeploySettings } from "./settings.ts";
import { readWrangler, root, wrangler } from "./wrangler.ts";

const databaseName = "stint";
const placeholderId = "00000000-0000-0000-0000-000000000000";
const databaseList = z.array(z.object({ name: z.string(), uuid: z.string() }));
const secretList = z.array(z.object({ name: z.string() }));

/** The id of the account's D1 database, created where it is missing. */
export function ensureDatabase(): string {
  const find = () =>
    databaseList
      .parse(JSON.parse(readWrangler(["d1", "list", "--json"])))
      .find((database) => database.name === databaseName)?.uuid;
  const known = find();
  if (known) return known;

  wrangler(["d1", "create", databaseName]);
  const created = find();
  if (!created) throw new Error("The database was created but is not listed; run this again.");
  return created;
}

/** Writes wrangler.toml with the account's database id to a file of its own and returns its path. */
export function writeDeployConfig(databaseId: string): string {
  const template = readFileSync(path.join(root, "wrangler.toml"), "utf8");
  if (!template.includes(placeholderId)) throw new Error("wrangler.toml has no database to set.");
  // Beside the original, since its paths are relative.
  const file = path.join(root, "wrangler.deploy.toml");
  writeFileSync(file, template.replace(placeholderId, databaseId));
  return file;
}

/** Flags that set the deployment's own variables. */
export function variableFlags(settings: DeploySettings): string[] {
  const variables = {
    APP_URL: settings.appUrl,
    MAIL_FROM: settings.mailFrom,
    GITHUB_CLIENT_ID: settings.githubClientId,
    STINT_LOCAL: "",
  };
  return Object.entries(variables).flatMap(([name, value]) => ["--var", `${name}:${value}`]);
}

/**
 * Secrets that the deployed Worker still lacks, in a file for `--secrets-file`; null where it has all. The
 * signing secret is made here; GitHub's is asked for. Call `remove` as soon as it was sent.
 */
export async function missingSecrets(config: string, settings: DeploySettings) {
  const present = deployedSecrets(config);
  const secrets: Record<string, string> = {};
  if (!present.has("BETTER_AUTH_SECRET")) {
    secrets["BETTER_AUTH_SECRET"] = randomBytes(32).toString("base64url");
  }
  if (settings.githubClientId && !present.has("GITHUB_CLIENT_SECRET")) {
    secrets["GITHUB_CLIENT_SECRET"] = await ask("GitHub OAuth client secret: ");
  }
  if (Object.keys(secrets).length === 0) return null;

  const file = path.join(root, ".wrangler-secrets.json");
  writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 });
  return { file, remove: () => rmSync(file, { force: true }) };
}

function deployedSecrets(config: string): Set<string> {
  try {
    const output = readWrangler(["secret", "list", "--format", "json", "-c", config]);
    return new Set(secretList.parse(JSON.parse(output)).map((secret) => secret.name));
  } catch (error) {
    // Before the first deployment there is no Worker to ask. Any other failure must not replace secrets.
    if (/not found|does not exist|10007/i.test(String(error))) return new Set();
    throw error;
  }
}
