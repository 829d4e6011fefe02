import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { UsageItem } from "#contract/ingest.ts";
import { isUsage, readItems } from "#test/support/open-logs.ts";
import { claudeKinds, madeClaudeMachine } from "./support/made-claude-logs.ts";
import { codexKinds, madeCodexMachine } from "./support/made-codex-logs.ts";
import { type Step, wishes } from "./support/made-logs.ts";

async function usageOf(env: "CLAUDE_CONFIG_DIR" | "CODEX_HOME", steps: Step[]) {
  const folder = mkdtempSync(path.join(tmpdir(), "stint-exact-"));
  const place = (name: string) => {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    return file;
  };
  try {
    for (const step of steps) {
      if ("text" in step) appendFileSync(place(step.file), step.text);
      else renameSync(place(step.file), place(step.to));
    }
    return (await readItems({ [env]: folder })).filter(isUsage);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const inputOf = (usage: UsageItem[]) => usage.reduce((sum, item) => sum + item.input, 0);

const numRuns = 300;

describe("whatever happens on a machine, what was used is what is counted: Claude Code", () => {
  test("each answer once, however it was repeated and forked", async () => {
    await fc.assert(
      fc.asyncProperty(wishes(claudeKinds), async (given) => {
        const machine = madeClaudeMachine(given);
        const usage = await usageOf("CLAUDE_CONFIG_DIR", machine.writer.steps);
        expect(inputOf(usage.filter((item) => !item.auxiliary))).toBe(machine.onLines);
      }),
      { numRuns },
    );
  }, 30_000);

  test.each([
    ["without forks", claudeKinds.filter((kind) => !kind.includes("fork"))],
    ["with forks that say so", claudeKinds.filter((kind) => kind !== "unsaid fork")],
  ])(
    "%s: what each session's totals have beyond its lines",
    async (_, kinds) => {
      await fc.assert(
        fc.asyncProperty(wishes(kinds), async (given) => {
          const machine = madeClaudeMachine(given);
          const usage = await usageOf("CLAUDE_CONFIG_DIR", machine.writer.steps);
          const beside = usage.filter((item) => item.auxiliary && item.input > 0);
          expect(Object.fromEntries(beside.map((item) => [item.runId, item.input]))).toEqual(
            machine.beside(),
          );
        }),
        { numRuns },
      );
    },
    30_000,
  );
});

/** A counter that began again and has passed what was seen looks like one that went on. */
const tellingKinds = codexKinds.filter((kind) => kind !== "reset");

test("whatever happens on a machine, what was used is what is counted: Codex", async () => {
  await fc.assert(
    fc.asyncProperty(wishes(tellingKinds), async (given) => {
      const machine = madeCodexMachine(given);
      expect(inputOf(await usageOf("CODEX_HOME", machine.writer.steps))).toBe(machine.spent);
    }),
    { numRuns },
  );
}, 30_000);
