import { appendFileSync, utimesSync } from "node:fs";
import { expect } from "vitest";
import { run as costs } from "#reporter/commands/costs.ts";
import { run as sync } from "#reporter/commands/sync.ts";
import { run as watch } from "#reporter/commands/watch.ts";
import { filesIn } from "#test/support/files-in.ts";
import { aClaudeLine, aClaudeSession } from "./claude-log.ts";
import { aFakeServer, type Fault } from "./fake-server.ts";
import { type Fault as ProcessFault, type MadeProcess, madeProcesses } from "./made-process.ts";
import { aMachine, right } from "./reporting-machine.ts";
import { until } from "./run-stint.ts";

/** What happens to every fifth upload, one after the other. */
const faults: Fault[] = [
  { type: "status", status: 500 },
  { type: "commit-and-close" },
  { type: "status", status: 429, headers: { "Retry-After": "0" } },
  { type: "close-mid-body" },
  { type: "commit-and-tear" },
  { type: "other-page" },
];

const draftsIn = (state: string) => filesIn(state).filter((file) => file.endsWith(".tmp"));

const programs = { sync, watch, costs };

export type Program = keyof typeof programs;

/** A machine whose logs grow at each step that the reporter takes, and a server that fails now and then. */
export async function aBusyMachine() {
  const server = await aFakeServer();
  server.faultOf = (upload) =>
    upload % 5 === 2 ? faults[Math.floor(upload / 5) % faults.length] : undefined;
  const { env, claude, state } = aMachine(server);
  let session = aClaudeSession(claude, 3);
  let messages = 3;
  let growing = 0;
  const processes = madeProcesses(() => {
    if (growing-- <= 0) return;
    appendFileSync(session.file, aClaudeLine(session.id));
    messages++;
  });
  const start = (program: Program, fault: ProcessFault = {}): MadeProcess => {
    const argv = program === "costs" ? ["--json"] : ["--progress", "none"];
    return processes.start(programs[program], { argv, env, fault });
  };
  /** A watch ends when it has sent everything, if it is not killed before. */
  const untilSent = async ({ ending, io }: MadeProcess) => {
    let isOver = false;
    void ending.then(
      () => (isOver = true),
      () => (isOver = true),
    );
    const isDone = () => isOver || (growing <= 0 && server.usage.size === messages);
    await until(isDone, () => `${server.usage.size} of ${messages}: ${io.err()}`, 30_000);
    io.stop();
  };
  return {
    server,
    state,
    /** Runs a program over a new log, which gets more lines with each of its steps. */
    run: async (program: Program, fault: ProcessFault = {}) => {
      session = aClaudeSession(claude, 5);
      messages += 5;
      growing = 12;
      const made = start(program, fault);
      if (program === "watch") await untilSent(made);
      return { ...(await made.ending), steps: made.steps };
    },
    /** In the end all programs find the truth, another sync has nothing to do, and what kills left is gone. */
    expectRight: async () => {
      growing = 0;
      server.faultOf = () => undefined;
      const old = Date.now() / 1_000 - 7_200;
      for (const draft of draftsIn(state)) utimesSync(draft, old, old);
      await start("sync").ending;
      expect(draftsIn(state)).toEqual([]);
      expect(server.totals()).toEqual(right(messages));
      const before = server.uploads().length;
      expect(await start("sync").ending).toEqual({ type: "ended", code: 0 });
      expect(server.uploads().length).toBe(before);
      const counted = start("costs");
      await counted.ending;
      expect(JSON.parse(counted.io.out()).totals).toMatchObject(right(messages));
    },
  };
}
