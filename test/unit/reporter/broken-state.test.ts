import { readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { type Random, seeded } from "#worker/commands/demo/random.ts";
import { filesIn } from "#test/support/files-in.ts";
import { aBusyMachine, type Program } from "./support/busy-machine.ts";

const slow = 120_000;

test.each<Program>(["sync", "watch", "costs"])(
  "%s, when the disk is full from some step on, is right, and so is all that follows",
  { timeout: slow },
  async (program) => {
    const machine = await aBusyMachine();
    const { steps } = await machine.run(program);
    for (let fullFrom = 1; fullFrom <= steps.length; fullFrom++) {
      rmSync(machine.state, { recursive: true, force: true });
      expect(await machine.run(program, { fullFrom })).toMatchObject({ type: "ended", code: 0 });
    }
    await machine.expectRight();
  },
);

/** What may have become of a state file. */
const damages: Record<string, (file: string, random: Random) => void> = {
  emptied: (file) => truncateSync(file),
  "cut short": (file, random) => truncateSync(file, random.integer(0, readFileSync(file).length)),
  "of other JSON": (file) => writeFileSync(file, '{"version":"0.1.0","items":{"a":[null]}}'),
  "a list": (file) => writeFileSync(file, "[null, 1]"),
  zeros: (file) => writeFileSync(file, readFileSync(file).fill(0)),
  "written twice": (file) =>
    writeFileSync(file, Buffer.concat([1, 2].map(() => readFileSync(file)))),
  "with some bits changed": (file, random) => {
    const bytes = readFileSync(file);
    for (let time = 0; time < 8; time++) {
      const at = random.integer(0, bytes.length - 1);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random.integer(0, 7));
    }
    writeFileSync(file, bytes);
  },
  "with a digit changed": (file, random) => {
    const text = readFileSync(file, "latin1");
    const digits = [...text.matchAll(/[1-9]/g)];
    if (digits.length === 0) return;
    const { index } = random.pick(digits);
    writeFileSync(file, `${text.slice(0, index)}7${text.slice(index + 1)}`, "latin1");
  },
};

test.each(Object.keys(damages))(
  "state files %s: every command finds the truth in the logs",
  { timeout: slow },
  async (name) => {
    const random = seeded(name);
    for (let round = 0; round < 12; round++) {
      const machine = await aBusyMachine();
      for (const program of ["sync", "costs"] as const) await machine.run(program);
      const files = filesIn(machine.state).filter((file) => path.basename(file) !== "config.json");
      expect(files.length).toBeGreaterThanOrEqual(4);
      for (const file of files) damages[name]?.(file, random);
      await machine.expectRight();
    }
  },
);
