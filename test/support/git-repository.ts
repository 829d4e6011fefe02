import { execFileSync } from "node:child_process";
import { mkdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Git without the settings of whoever runs the tests. */
export const gitEnv = {
  PATH: process.env["PATH"],
  HOME: "/nonexistent",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "Ada",
  GIT_AUTHOR_EMAIL: "ada@example.com",
  GIT_COMMITTER_NAME: "Ada",
  GIT_COMMITTER_EMAIL: "ada@example.com",
};

/** A repository that a test writes step by step, at moments that it says. */
export class GitRepository {
  readonly folder: string;

  constructor(folder: string, { init = true } = {}) {
    mkdirSync(folder, { recursive: true });
    this.folder = realpathSync(folder);
    if (init) this.git("init", "-q", "-b", "main");
  }

  /** What git prints. */
  git(...args: string[]): string {
    return this.gitAt(Date.now(), ...args);
  }

  /** The same where it is another time. */
  gitAt(moment: number, ...args: string[]): string {
    const date = `${Math.floor(moment / 1_000)} +0000`;
    const env = { ...gitEnv, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
    const options = { cwd: this.folder, env, encoding: "utf8", stdio: "pipe" } as const;
    return execFileSync("git", ["-c", "protocol.file.allow=always", ...args], options).trim();
  }

  write(name: string, content: string | Uint8Array): void {
    const file = path.join(this.folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }

  remove(name: string): void {
    rmSync(path.join(this.folder, name));
  }

  /** Commits all that is there; answers the commit. */
  commit(subject: string, moment = Date.now(), ...args: string[]): string {
    this.git("add", "-A");
    this.gitAt(moment, "commit", "-q", "--allow-empty", "-m", subject, ...args);
    return this.head;
  }

  get head(): string {
    return this.git("rev-parse", "HEAD");
  }
}
