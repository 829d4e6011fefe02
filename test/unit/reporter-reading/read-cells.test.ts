import { randomUUID } from "node:crypto";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { afterAll, expect, test, vi } from "vitest";
import type { LogDigests } from "#reporter/costs/alone-cells.ts";
import { readCells } from "#reporter/costs/read-cells.ts";
import { digestLogs } from "#reporter/library/digest-logs.ts";
import { describeFolder } from "#reporter/library/project-key.ts";
import { openLogs } from "#test/support/open-logs.ts";
import { aFolder } from "../reporter/support/temporary-folder.ts";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const projects: Pick<LogDigests, "projectOf" | "saveProjects"> = {
  projectOf: async (cwd) => describeFolder(cwd).project?.name ?? null,
  saveProjects: async () => {},
};

/** A machine's logs, and two readers of them: one that keeps what it added up, and one that never does. */
function aMachine() {
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
    keeping: () => read(path.join(home, "keeping")),
    anew: async () => {
      rmSync(path.join(home, "anew/costs.json"), { force: true });
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

let clock = Date.UTC(2026, 5, 1);

function lineOf(session: string, id: string, output: number): string {
  clock += 60_000;
  const usage = { input_tokens: 10, output_tokens: output };
  const message = { id, model: "claude-opus-4-6", stop_reason: "end_turn", usage };
  const timestamp = new Date(clock).toISOString();
  return `${JSON.stringify({ type: "assistant", timestamp, sessionId: session, message })}\n`;
}

class Sessions {
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

const steps = ["append", "begin", "fork", "copy", "junk", "delete", "cut", "nothing"] as const;
const step = fc.record({ what: fc.constantFrom(...steps), at: fc.nat(9), from: fc.nat(9) });

function take(sessions: Sessions, { what, at, from }: { what: string; at: number; from: number }) {
  const file = sessions.fileOf(at);
  const other = sessions.fileOf(from);
  const text = existsSync(other) ? readFileSync(other, "utf8") : "";
  if (what === "append") sessions.append(at, 100);
  if (what === "begin") sessions.begin();
  if (what === "fork") sessions.begin(text);
  if (what === "copy") appendFileSync(file, text.split("\n", 1).join("") + "\n");
  if (what === "junk") appendFileSync(file, '{"usage": no JSON}\n');
  if (what === "delete") rmSync(file, { force: true });
  if (what === "cut" && existsSync(file)) truncateSync(file, 10);
}

test("whatever happens to the logs, what was kept and what is new come to the whole", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 10 }), async (happening) => {
      const { logs, keeping, anew } = aMachine();
      const sessions = new Sessions(logs);
      sessions.begin();
      sessions.begin();
      expect(await keeping()).toEqual(await anew());
      for (const one of happening) {
        take(sessions, one);
        expect(await keeping()).toEqual(await anew());
      }
    }),
    { numRuns: 40 },
  );
}, 60_000);

test("nothing is opened where nothing changed, and only what grew where something grew", async () => {
  const { logs, opened, keeping } = aMachine();
  const sessions = new Sessions(logs);
  sessions.begin();
  sessions.begin();
  await keeping();
  opened.mockClear();

  const before = await keeping();
  expect(opened).not.toHaveBeenCalled();

  sessions.append(0, 50);
  const { cells } = await keeping();
  expect(opened.mock.calls).toEqual([[new Set([sessions.fileOf(0)])]]);
  const outputs = (list: typeof cells) => list.reduce((sum, { output }) => sum + output, 0);
  expect(outputs(cells) - outputs(before.cells)).toBe(50);
});

test("a reading that began with digests goes on from there", async () => {
  const { logs, opened, digesting, anew } = aMachine();
  const sessions = new Sessions(logs);
  sessions.begin();
  sessions.begin(readFileSync(sessions.fileOf(0), "utf8"));
  sessions.begin();
  expect(await digesting()).toEqual(await anew());
  opened.mockClear();

  sessions.append(2, 50);
  const grown = await digesting();
  expect(opened.mock.calls).toEqual([[new Set([sessions.fileOf(2)])]]);
  expect(grown).toEqual(await anew());
  opened.mockClear();

  sessions.append(0, 60);
  const forked = await digesting();
  expect(opened.mock.calls).toEqual([[new Set([sessions.fileOf(0), sessions.fileOf(1)])]]);
  expect(forked).toEqual(await anew());
});
