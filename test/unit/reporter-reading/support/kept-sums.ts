import { randomUUID } from "node:crypto";
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { afterAll, vi } from "vitest";
import type { LogDigests } from "#reporter/costs/alone-cells.ts";
import { readCells } from "#reporter/costs/read-cells.ts";
import { digestLogs } from "#reporter/library/digest-logs.ts";
import { describeFolder } from "#reporter/library/project-key.ts";
import { openLogs } from "#test/support/open-logs.ts";
import { aFolder } from "../../reporter/support/temporary-folder.ts";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const projects: Pick<LogDigests, "projectOf" | "saveProjects"> = {
  projectOf: async (cwd) => describeFolder(cwd).project?.name ?? null,
  saveProjects: async () => {},
};

/** A machine's logs, and two readers of them: one that keeps what it added up, and one that never does. */
export function aMachine() {
  const home = aFolder();
  folders.push(home);
  const logs = path.join(home, "logs/projects/p");
  mkdirSync(logs, { recursive: true });
  const env = { HOME: home, CLAUDE_CONFIG_DIR: path.join(home, "logs") };
  const opened = vi.fn<(only?: ReadonlySet<string>) => void>();
  const read = async (folder: string, digest: LogDigests["digest"] = async () => false) => {
    const open = async (only?: ReadonlySet<string>) => {
      opened(only);
      const library = await openLogs(env, path.join(folder, "state"), "usage", only);
      return { library, titles: true, save: () => library.save() };
    };
    mkdirSync(folder, { recursive: true });
    const options = { env, folder, timezone: "UTC", now: 1.78e12, open };
    const { cells, skipped } = await readCells({ ...options, digest, ...projects });
    return { cells, skipped };
  };
  return {
    logs,
    opened,
    keeping: () => {
      const folder = path.join(home, "keeping");
      rmSync(path.join(home, "before"), { recursive: true, force: true });
      if (existsSync(folder)) cpSync(folder, path.join(home, "before"), { recursive: true });
      return read(folder);
    },
    /** What is kept, as a kill or another process leaves it: of what was written last, one part is lost. */
    lose: (part: Part) => losePart(part, home),
    sumsFile: path.join(home, "keeping/costs.ndjson"),
    anew: async () => {
      rmSync(path.join(home, "anew/costs.ndjson"), { force: true });
      return read(path.join(home, "anew"));
    },
    /** Begins with digests, made on two threads. */
    digesting: () => {
      const folder = path.join(home, "digesting");
      const state = path.join(folder, "state");
      return read(folder, (seen, onto) => digestLogs(state, seen, { take: onto, leastThreads: 2 }));
    },
  };
}

export const parts = ["sums", "keys", "journal", "end of the sums", "end of the journal"] as const;
export type Part = (typeof parts)[number];

function losePart(part: Part, home: string): void {
  const keeping = path.join(home, "keeping");
  const before = path.join(home, "before");
  const [journal = ""] = readdirSync(path.join(keeping, "state"));
  const names = { sums: "costs.ndjson", keys: "costs.keys", journal: `state/${journal}` };
  const name = names[part.replace("end of the ", "") as keyof typeof names];
  const file = path.join(keeping, name);
  if (part.startsWith("end")) truncateSync(file, Math.max(0, statSync(file).size - 9));
  else if (existsSync(path.join(before, name))) cpSync(path.join(before, name), file);
}

let clock = Date.UTC(2026, 5, 1);

function lineOf(session: string, id: string, output: number): string {
  clock += 60_000;
  const usage = { input_tokens: 10, output_tokens: output };
  const message = { id, model: "claude-opus-4-6", stop_reason: "end_turn", usage };
  const timestamp = new Date(clock).toISOString();
  return `${JSON.stringify({ type: "assistant", timestamp, sessionId: session, message })}\n`;
}

export class Sessions {
  ids: string[] = [];
  #logs: string;

  constructor(logs: string) {
    this.#logs = logs;
  }

  fileOf = (at: number) => path.join(this.#logs, `${this.ids[at % this.ids.length]}.jsonl`);

  begin(text = ""): void {
    this.ids.push(randomUUID());
    writeFileSync(this.fileOf(this.ids.length - 1), text);
    this.append(this.ids.length - 1, 7);
  }

  append(at: number, output: number): void {
    const session = this.ids[at % this.ids.length] ?? "";
    appendFileSync(this.fileOf(at), lineOf(session, `msg_${randomUUID()}`, output));
  }
}
