import { appendFileSync, rmSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { filesIn } from "#test/support/files-in.ts";
import { aBusyMachine, type Program } from "./support/busy-machine.ts";
import type { Taken } from "./support/made-process.ts";

const slow = 120_000;
const moments = ["before", "half", "after"] as const;

/** Without what is different each time. */
const nameOf = ({ verb, path: place }: Taken) => {
  const name = path
    .basename(place)
    .replace(/^[0-9a-f]{16}\./, "")
    .replace(/-v\d+(?=\.)/, "");
  return `${verb} ${name.replace(/\.[0-9a-f]{12}\.tmp$/, " draft")}`;
};

/** Journals that have grown so long that they are written anew. */
function lengthen(state: string): void {
  for (const file of filesIn(state)) {
    const isJournal = file.endsWith(".ndjson") || file.endsWith(".acknowledged");
    if (isJournal) appendFileSync(file, `\n${"x".repeat(1_200_000)}\n`);
  }
}

const empty = (state: string) => rmSync(state, { recursive: true, force: true });
const leave = () => {};

type Case = {
  program: Program;
  when: string;
  /** What is done to the state folder before each run. */
  prepare: (state: string) => void;
  /** Steps that it must not be without. */
  steps: string[];
};

const cases: Case[] = [
  {
    program: "sync",
    when: "for the first time",
    prepare: empty,
    steps: ["fetch ", "renameSync files.ndjson draft"],
  },
  {
    program: "sync",
    when: "again",
    prepare: leave,
    steps: ["appendFileSync files.ndjson", "appendFileSync acknowledged"],
  },
  {
    program: "sync",
    when: "with long journals",
    prepare: lengthen,
    steps: ["renameSync acknowledged draft", "renameSync files.ndjson draft"],
  },
  {
    program: "watch",
    when: "for the first time",
    prepare: empty,
    steps: ["writeFileSync watch.lock draft", "linkSync watch.lock draft", "rmSync watch.lock"],
  },
  { program: "watch", when: "again", prepare: leave, steps: ["appendFileSync acknowledged"] },
  {
    program: "costs",
    when: "for the first time",
    prepare: empty,
    steps: ["renameSync costs.ndjson draft"],
  },
];

test.each(cases)(
  "$program $when, killed before, in and after each of its steps: nothing lost, nothing double",
  { timeout: slow },
  async ({ program, prepare, steps: namedSteps }) => {
    const machine = await aBusyMachine();
    await machine.run("sync");
    prepare(machine.state);
    const { steps } = await machine.run(program);
    expect(steps.map(nameOf)).toEqual(expect.arrayContaining(namedSteps));
    let killed = 0;
    for (let step = 1; step <= steps.length; step++) {
      for (const moment of moments) {
        prepare(machine.state);
        const { type } = await machine.run(program, { kill: { step, moment } });
        killed += type === "killed" ? 1 : 0;
      }
    }
    // Some have a step less where the server's answer was lost.
    expect(killed).toBeGreaterThan(steps.length * 2);
    await machine.expectRight();
  },
);

const killPoints = fc.record({
  program: fc.constantFrom<Program>("sync", "sync", "watch", "costs"),
  step: fc.integer({ min: 1, max: 12 }),
  moment: fc.constantFrom(...moments),
  isForgetting: fc.nat({ max: 9 }).map((number) => number === 0),
});

test("killed at 200 random points, one after the other", { timeout: slow }, async () => {
  const machine = await aBusyMachine();
  let killed = 0;
  for (const { program, isForgetting, ...kill } of fc.sample(killPoints, {
    numRuns: 400,
    seed: 7,
  })) {
    if (isForgetting) empty(machine.state);
    killed += (await machine.run(program, { kill })).type === "killed" ? 1 : 0;
    if (killed === 200) break;
  }
  expect(killed).toBe(200);
  await machine.expectRight();
});
