import { execFileSync } from "node:child_process";
import { realpathSync } from "node:fs";
import { expect } from "vitest";
import type { SessionDetail } from "#contract/sessions.ts";
import { aHome, runStint } from "#test/unit/reporter/support/run-stint.ts";
import { aFolder } from "#test/unit/reporter/support/temporary-folder.ts";
import { aClaudeLog } from "./claude-logs.ts";

/** A clone that no server knows. */
function aClone(name: string): string {
  const folder = realpathSync(aFolder());
  const git = (...args: string[]) => execFileSync("git", args, { cwd: folder, stdio: "pipe" });
  git("init", "-q", "-b", "main");
  git("remote", "add", "origin", `git@github.com:acme/${name}.git`);
  return folder;
}

/** A program that writes a line to a log, with the present time, and ends with a status. */
export const aWriterOf = (file: string, line: string) =>
  `require("node:fs").appendFileSync(${JSON.stringify(file)}, ${JSON.stringify(line)}.replace("NOW", new Date().toISOString()) + "\\n");
  process.exit(Number(process.argv[1]));`;

/** A developer's machine, where an agent writes a log in a clone. */
export function aDesk(access: { url: string; token: string }, name = "new") {
  const clone = aClone(name);
  const home = aHome(aFolder());
  const env = { ...home, STINT_URL: access.url, STINT_TOKEN: access.token };
  const log = aClaudeLog(home["CLAUDE_CONFIG_DIR"] ?? "", { cwd: clone });
  const stint = (...args: string[]) => runStint(args, env);
  const session = (...args: string[]) => stint("session", ...args, "--project", clone);
  return {
    env,
    clone,
    log,
    stint,
    session,
    /** What it answers as JSON, where it is done. */
    async json<T = SessionDetail>(...args: string[]): Promise<T> {
      const { code, out, err } = await session(...args, "--json");
      expect(code, err).toBe(0);
      return JSON.parse(out);
    },
    async sync() {
      expect(await stint("sync", "--progress", "none")).toMatchObject({ code: 0 });
    },
  };
}
