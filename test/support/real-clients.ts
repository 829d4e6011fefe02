import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { cleanEnv } from "./running-stint.ts";
import { realClientsFolder } from "./served.ts";

const harness = realClientsFolder;
const clients = process.env["REALCLIENT_CLIENTS"] ?? "";

/** Whether the real agents are installed: `REALCLIENT_CLIENTS` names the folder. */
export const hasRealClients =
  clients !== "" && existsSync(harness) && existsSync(path.join(clients, "node_modules"));

if (!hasRealClients) {
  console.warn("\n*** No REALCLIENT_CLIENTS: what needs the real agents is SKIPPED. ***\n");
}

export type RealClient = "claude" | "codex" | "gemini" | "opencode";

/** What the scripted model served, side requests included; input never holds cached tokens. */
export type Served = Record<
  "input" | "output" | "reasoning" | "cache_read" | "cache_5m" | "cache_1h",
  number
>;

/**
 * Runs a real agent offline against a scripted model, set up by exactly these files (`~/.claude/settings.json` and the
 * like), and answers what it was served.
 */
export async function runRealClient(
  client: RealClient,
  { out, files }: { out: string; files: { path: string; text: string }[] },
): Promise<Served> {
  const home = path.join(out, "home");
  mkdirSync(home, { recursive: true });
  const options = files.flatMap((file) => install(client, { ...file, out, home }));
  const alone = ["--no-otel", "--no-hooks", "--no-fake-mcp", "--no-isolate"];
  await runHarness(client, { out, options: [...alone, ...options] });
  const expected: { total: { all: Served } } = JSON.parse(
    readFileSync(path.join(out, "expected-usage.json"), "utf8"),
  );
  return expected.total.all;
}

/** Runs a scenario and records in `out` what the agent exports meanwhile, with its home and what it was served. */
export const recordRealClient = (client: RealClient, scenario: string, out: string) =>
  runHarness(client, {
    out,
    options: ["--scenario", path.join(harness, "scenarios", `${scenario}.json`)],
  });

async function runHarness(
  client: RealClient,
  { out, options }: { out: string; options: string[] },
): Promise<void> {
  const script = path.join(harness, `run-${client}.sh`);
  const args = [script, out, "--clients", clients, ...options];
  const child = spawn("bash", args, { env: cleanEnv(path.join(out, "home")), stdio: "ignore" });
  await once(child, "close");
}

/** Where an agent of that home has its logs. */
export const logsInHome = (home: string) => ({
  CLAUDE_CONFIG_DIR: path.join(home, ".claude"),
  CODEX_HOME: path.join(home, ".codex"),
  GEMINI_DATA_DIR: path.join(home, ".gemini"),
  OPENCODE_DATA_DIR: path.join(home, ".local/share/opencode"),
});

type File = { path: string; text: string; out: string; home: string };

/** The harness writes the settings that make the agent work offline; these are laid into them. */
function install(client: RealClient, { path: target, text, out, home }: File): string[] {
  const own = path.join(out, path.basename(target));
  if (target.endsWith("settings.json")) {
    writeFileSync(own, text);
    return ["--settings", own];
  }
  if (client === "codex") return ["--bin", codexWith(text, out)];
  const inHome = target.replace("~", home);
  mkdirSync(path.dirname(inHome), { recursive: true });
  writeFileSync(inHome, text);
  return [];
}

/** The program itself, after the lines were put at the end of its configuration, as a person would. */
function codexWith(text: string, out: string): string {
  const program = path.join(
    clients,
    "node_modules/@openai/codex-linux-x64/vendor/x86_64-unknown-linux-musl/bin/codex",
  );
  const lines = path.join(out, "own.toml");
  writeFileSync(lines, `\n${text}\n`);
  const wrapper = path.join(out, "codex");
  writeFileSync(
    wrapper,
    `#!/usr/bin/env bash
grep -q '^\\[otel\\]' "$CODEX_HOME/config.toml" || cat '${lines}' >> "$CODEX_HOME/config.toml"
exec '${program}' "$@"
`,
  );
  chmodSync(wrapper, 0o755);
  return wrapper;
}
