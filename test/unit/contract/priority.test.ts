import { describe, expect, test } from "vitest";
import { costUsd } from "#test/support/priced.ts";

describe("priority, also called fast", () => {
  // openai.com/api-fast-mode, dollars for a million of input, cached input and output.
  test.each([
    ["gpt-5.5", 12.5, 1.25, 75],
    ["gpt-5.4", 5, 0.5, 30],
    ["gpt-5.4-mini", 1.5, 0.15, 9],
    ["gpt-5.2", 3.5, 0.35, 28],
    ["gpt-5.1-codex-max", 2.5, 0.25, 20],
    ["gpt-5-codex", 2.5, 0.25, 20],
    ["gpt-5", 2.5, 0.25, 20],
    ["gpt-5-mini", 0.45, 0.045, 3.6],
    ["gpt-4.1", 3.5, 0.875, 14],
    ["gpt-4.1-nano", 0.2, 0.05, 0.8],
    ["gpt-4o", 4.25, 2.125, 17],
  ])("%s costs what OpenAI lists", (model, ...[input, cacheRead, output]) => {
    for (const serviceTier of ["priority", "fast"]) {
      expect(costUsd(model, { input: 100_000, serviceTier })).toBeCloseTo(input / 10, 9);
      expect(costUsd(model, { cacheRead: 100_000, serviceTier })).toBeCloseTo(cacheRead / 10, 9);
      expect(costUsd(model, { output: 100_000, serviceTier })).toBeCloseTo(output / 10, 9);
    }
  });

  test("GPT-5.6 Sol's is listed for long requests, too; others' long requests pay the standard", () => {
    const at = Date.UTC(2026, 8, 1);
    const sol = (input: number) => costUsd("gpt-5.6-sol", { input, serviceTier: "fast" }, at);
    expect(sol(100_000)).toBeCloseTo(0.8, 9);
    expect(sol(300_000)).toBeCloseTo(4.8, 9);
    expect(costUsd("gpt-5.4", { input: 300_000, serviceTier: "priority" })).toBeCloseTo(1.5, 9);
  });

  test("is the standard price where none is listed, and for Claude, who asks a commitment", () => {
    for (const model of ["gpt-5-nano", "gpt-5.5-pro", "gpt-5.1-codex-mini", "claude-opus-4-6"])
      expect(costUsd(model, { input: 1_000, serviceTier: "priority" }), model).toBe(
        costUsd(model, { input: 1_000 }),
      );
  });
});
