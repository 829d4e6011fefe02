import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";

/** A Stint started by the README's own command, with a HOME and state of its own. */
export type RunningStint = {
  url: string;
  signInUrl: string;
  workspace: string;
  token: string;
  home: string;
  port: number;
  /** All that it printed on stderr so far. */
  log(): string;
  /** Calls the API as the local reporter. */
  get(route: string): Promise<unknown>;
  /** The code that was mailed there last, waiting for it. */
  codeFor(address: string): Promise<string>;
  /** As Ctrl-C does. Resolves with the exit code. */
  stop(): Promise<number | null>;
  stopAndForget(): Promise<void>;
};

/** What a run of `npm start -- --json` is given. `home` and `port` of an earlier one start the same again. */
export type StartOptions = {
  env?: Record<string, string>;
  home?: string;
  port?: number;
  /** Through npm, as people do; else directly. */
  throughNpm?: boolean;
};

export async function startStint(options: StartOptions = {}): Promise<RunningStint> {
  const home = options.home ?? mkdtempSync(path.join(tmpdir(), "stint-e2e-"));
  const port = options.port ?? (await freePort());
  const command = options.throughNpm ? "npm" : process.execPath;
  const args = options.throughNpm ? ["start", "--"] : ["worker/commands/start.ts"];
  const isBuilt = process.env["VITEST"] !== undefined && !options.throughNpm;
  const built = isBuilt ? { STINT_APP_BUILT: "1" } : {};
  const env = { ...cleanEnv(home), PORT: String(port), ...built, ...options.env };
  const child = spawn(command, [...args, "--json"], { env, stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (log += text));
  const ready = await firstLine(child, () => log);

  const closed = once(child, "close");
  const stop = async () => {
    if (child.exitCode === null) child.kill(options.throughNpm ? "SIGTERM" : "SIGINT");
    await closed;
    return child.exitCode;
  };
  return {
    ...ready,
    home,
    port,
    log: () => log,
    stop,
    async get(route) {
      const headers = { Authorization: `Bearer ${ready.token}` };
      const response = await fetch(ready.url + route, { headers });
      if (!response.ok) throw new Error(`${route}: ${response.status} ${await response.text()}`);
      return response.json();
    },
    codeFor: (address) => newestCode(ready.url, address),
    async stopAndForget() {
      await stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

async function newestCode(url: string, address: string): Promise<string> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const response = await fetch(`${url}/local/mailbox`, {
      headers: { Accept: "application/json" },
    });
    const { items }: { items: { to: string; code: string }[] } = await response.json();
    const code = items.find(({ to, code: sent }) => to === address && sent)?.code;
    if (code) return code;
    await sleep(50);
  }
  throw new Error(`No code came to ${address}.`);
}

/** An environment in which nothing of this machine's own logs or settings can be found. */
export function cleanEnv(home: string): Record<string, string> {
  const none = path.join(home, "none");
  mkdirSync(none, { recursive: true });
  return {
    PATH: process.env["PATH"] ?? "",
    HOME: home,
    TZ: "UTC",
    STINT_DATA: path.join(home, "data"),
    STINT_HOME: path.join(home, "reporter"),
    CLAUDE_CONFIG_DIR: none,
    CODEX_HOME: none,
    CLOUDFLARE_CF_FETCH_ENABLED: "false",
  };
}

/** A port of the loopback interface that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (!address || typeof address === "string") throw new Error("There is no free port.");
  return address.port;
}

type Ready = Pick<RunningStint, "url" | "signInUrl" | "workspace" | "token">;

function firstLine(child: ChildProcess, log: () => string): Promise<Ready> {
  return new Promise((resolve, reject) => {
    let output = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      const line = output.split("\n").find((one) => one.startsWith("{"));
      if (line && output.endsWith("\n")) resolve(JSON.parse(line));
    });
    child.once("close", (code) => reject(new Error(`npm start ended with ${code}:\n${log()}`)));
  });
}
