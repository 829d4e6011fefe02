import { spawnSync } from "node:child_process";
import path from "node:path";
import process from "node:process";

export const root = path.resolve(import.meta.dirname, "../../..");
const bin = path.join(root, "node_modules/wrangler/bin/wrangler.js");

const env = { ...process.env, WRANGLER_SEND_METRICS: "false", WRANGLER_HIDE_BANNER: "true" };

/** Runs wrangler with this terminal; throws where it fails, after it has said why. */
export function wrangler(args: string[], options: { cwd?: string } = {}): void {
  const { status } = spawnSync(process.execPath, [bin, ...args], {
    cwd: options.cwd ?? root,
    env,
    stdio: "inherit",
  });
  if (status !== 0) throw new Error(`wrangler ${args[0]} failed.`);
}

/** Runs wrangler and returns what it prints on stdout. */
export function readWrangler(args: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
    cwd: root,
    env: { ...env, WRANGLER_LOG: "error" },
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`wrangler ${args.join(" ")} failed:\n${stdout}${stderr}`);
  return stdout;
}

/** Builds the app into dist/web. */
export function buildApp(): void {
  const vite = path.join(root, "node_modules/vite/bin/vite.js");
  const { status } = spawnSync(process.execPath, [vite, "build", "--logLevel", "warn"], {
    cwd: root,
    stdio: "inherit",
  });
  if (status !== 0) throw new Error("The app did not build.");
}
