import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { runNode, startNode } from "./processes.ts";

export const root = path.resolve(import.meta.dirname, "../../..");
const wrangler = path.join(root, "node_modules/wrangler/bin/wrangler.js");
const vite = path.join(root, "node_modules/vite/bin/vite.js");

/** Where a local Stint keeps everything, and where it listens. */
export type LocalStint = { url: string; port: number; dataDir: string };

/** Reads PORT (default 8787) and STINT_DATA (default `.stint` in the project). */
export function localStint(env = process.env): LocalStint {
  const port = Number(env["PORT"] || 8787);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Error(`PORT is ${env["PORT"]}; it must be a number from 1 to 65535.`);
  }
  const dataDir = path.resolve(root, env["STINT_DATA"] || ".stint");
  return { url: `http://127.0.0.1:${port}`, port, dataDir };
}

/**
 * Fails where the port is taken or the data folder cannot be written. Asked first: building and migrating would
 * disturb a Stint that runs already.
 */
export async function requirePlace(stint: LocalStint): Promise<void> {
  try {
    mkdirSync(stint.dataDir, { recursive: true, mode: 0o700 });
    accessSync(stint.dataDir, constants.W_OK);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`STINT_DATA must be a folder that can be written (${why}).`, { cause: error });
  }
  const elsewhere = await runningElsewhere(stint);
  if (elsewhere) {
    throw new Error(
      `A Stint with this data runs at ${elsewhere}. Stop it first, or set STINT_DATA.`,
    );
  }
  const another = `PORT=${stint.port === 65_535 ? 8787 : stint.port + 1} npm start`;
  if (await isRunning(stint)) {
    throw new Error(`A Stint runs at ${stint.url} already. To start another one:  ${another}`);
  }
  if (!(await isFree(stint.port))) {
    throw new Error(`Port ${stint.port} is taken. To choose another one:  ${another}`);
  }
}

/** Two servers on one database would not see each other's writes in their objects. */
async function runningElsewhere(stint: LocalStint): Promise<string | null> {
  const file = addressFile(stint);
  const url = existsSync(file) ? readFileSync(file, "utf8") : "";
  const isElsewhere = url !== "" && url !== stint.url && (await isRunning({ ...stint, url }));
  return isElsewhere ? url : null;
}

const addressFile = ({ dataDir }: LocalStint) => path.join(dataDir, "address");

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

/** Builds the app into dist/web, where the Worker serves it from. */
export async function buildApp(): Promise<void> {
  await runNode(vite, ["build", "--logLevel", "error"]);
}

/** Brings the local database to the newest schema. Safe to repeat. */
export async function applyMigrations(stint: LocalStint): Promise<void> {
  const args = ["d1", "migrations", "apply", "stint", "--local", "--persist-to", stint.dataDir];
  await runNode(wrangler, args, wranglerEnv(stint));
}

/** Starts the Worker in workerd and waits until it answers; `log` gets what it prints. */
export async function startServer(
  stint: LocalStint,
  log: (text: string) => void,
): Promise<ChildProcess> {
  const child = startNode(wrangler, devArguments(stint), {
    cwd: root,
    env: wranglerEnv(stint),
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding("utf8").on("data", log);
  await untilReady(stint, child);
  writeFileSync(addressFile(stint), stint.url);
  return child;
}

const cronMs = 15 * 60_000;

/** Calls what cron would call: wrangler leaves that to us in local runs. */
export function keepSchedule(stint: LocalStint): void {
  const call = () => fetch(`${stint.url}/cdn-cgi/local/scheduled`).catch(() => null);
  setInterval(() => void call(), cronMs).unref();
}

function devArguments(stint: LocalStint): string[] {
  const flags = {
    ip: "127.0.0.1",
    port: String(stint.port),
    "inspector-port": "0",
    "persist-to": stint.dataDir,
    "log-level": "error",
    "show-interactive-dev-session": "false",
  };
  const vars = [`APP_URL:${stint.url}`, "STINT_LOCAL:1"];
  return [
    "dev",
    ...Object.entries(flags).map(([name, value]) => `--${name}=${value}`),
    ...vars.flatMap((value) => ["--var", value]),
  ];
}

function wranglerEnv(stint: LocalStint): NodeJS.ProcessEnv {
  return {
    ...process.env,
    BETTER_AUTH_SECRET: localSecret(stint),
    WRANGLER_SEND_METRICS: "false",
    WRANGLER_HIDE_BANNER: "true",
    // Otherwise wrangler asks the network for a sample of request metadata at each start.
    CLOUDFLARE_CF_FETCH_ENABLED: "false",
    NO_COLOR: "1",
  };
}

/** Cookies are signed with it, so it must outlive a restart. */
function localSecret(stint: LocalStint): string {
  const file = path.join(stint.dataDir, "secret");
  if (!existsSync(file)) {
    writeFileSync(file, randomBytes(32).toString("base64url"), { mode: 0o600 });
    chmodSync(file, 0o600);
  }
  return readFileSync(file, "utf8").trim();
}

async function untilReady(stint: LocalStint, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error("The server ended while starting; see above.");
    if (await isRunning(stint)) return;
    await sleep(100);
  }
  throw new Error("The server did not answer within a minute.");
}

/** Whether a Stint answers at this address. */
export async function isRunning(stint: LocalStint): Promise<boolean> {
  try {
    const response = await fetch(`${stint.url}/api/health`, { signal: AbortSignal.timeout(2_000) });
    return response.ok;
  } catch {
    return false;
  }
}
