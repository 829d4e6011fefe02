import { AsyncLocalStorage } from "node:async_hooks";
import { onTestFinished } from "vitest";
import type { CommandIo } from "#reporter/output/command-io.ts";
import { anIo } from "./command-io.ts";
import { atEachDiskStep, type DiskStep } from "./disk-steps.ts";

/** Where a process is killed: so many steps from its start, at that moment of the step. */
export type KillPoint = { step: number; moment: "before" | "half" | "after" };

/** What goes wrong with a process: it is killed, or from a step on there is no room left on the disk. */
export type Fault = { kill?: KillPoint; fullFrom?: number };

/** A step that a process took: a change on the disk, or a request. */
export type Taken = { verb: string; path: string };

export type Ending = { type: "ended"; code: number } | { type: "killed" };

type Command = (argv: string[], io: CommandIo) => Promise<number>;

export type MadeProcess = {
  /** How it ended; a killed one has by then done all that it ever will. */
  ending: Promise<Ending>;
  steps: Taken[];
  io: ReturnType<typeof anIo>;
};

class Killed extends Error {}

type Life = Fault & { isDead: boolean; steps: Taken[]; die: () => void };

const lives = new AsyncLocalStorage<Life>();
let lastPid = 1_000_000;

/**
 * Lets commands run as if each were a process of its own in this one, which costs a hundredth of a real one. A killed
 * one changes nothing more: neither on the disk nor on the server. `beside` is called at each step of each of them.
 */
export function madeProcesses(beside: () => void) {
  onTestFinished(atEachDiskStep((step) => takeDiskStep(step, beside)));
  const realFetch = globalThis.fetch;
  globalThis.fetch = (...args) => {
    const life = lives.getStore();
    return life ? takeRequest(life, beside, () => realFetch(...args)) : realFetch(...args);
  };
  onTestFinished(() => {
    globalThis.fetch = realFetch;
  });
  return { start };
}

type Given = { argv: string[]; env: Record<string, string>; fault: Fault };

function start(command: Command, { argv, env, fault }: Given): MadeProcess {
  const pid = ++lastPid;
  const io = { ...anIo(env), pid, isAlive: (asked: number) => asked === pid };
  const steps: Taken[] = [];
  const ending = new Promise<Ending>((resolve, reject) => {
    const life: Life = {
      ...fault,
      isDead: false,
      steps,
      die: () => {
        life.isDead = true;
        io.stop();
        resolve({ type: "killed" });
      },
    };
    lives.run(life, () => {
      command(argv, io).then(
        (code) => resolve({ type: "ended", code }),
        (error: unknown) => reject(error),
      );
    });
  });
  return { ending, steps, io };
}

function takeDiskStep({ verb, path, make, makeHalf }: DiskStep, beside: () => void): unknown {
  const life = lives.getStore();
  if (!life) return make();
  const moment = momentOf(life, { verb, path });
  if (moment === undefined) {
    if (needsRoom.has(verb) && life.steps.length >= (life.fullFrom ?? Infinity)) {
      makeHalf();
      throw Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
    }
    const made = make();
    lives.exit(beside);
    return made;
  }
  if (moment === "half") makeHalf();
  if (moment === "after") make();
  life.die();
  throw new Killed();
}

async function takeRequest(
  life: Life,
  beside: () => void,
  send: () => Promise<Response>,
): Promise<Response> {
  const moment = momentOf(life, { verb: "fetch", path: "" });
  if (moment === undefined) {
    lives.exit(beside);
    return send();
  }
  // Half: the request is out, and nobody hears the answer.
  if (moment === "half") void send().catch(() => {});
  if (moment === "after") await send().catch(() => {});
  life.die();
  throw new Killed();
}

const needsRoom = new Set(["writeFileSync", "appendFileSync", "mkdirSync", "linkSync", "openSync"]);

/** Counts the step; the moment in it at which the process is killed, if that is this one. */
function momentOf(life: Life, taken: Taken): KillPoint["moment"] | undefined {
  if (life.isDead) throw new Killed();
  life.steps.push(taken);
  return life.steps.length === life.kill?.step ? life.kill.moment : undefined;
}
