import { expect, test } from "vitest";
import { runKindOf } from "#worker/domain/run-kind.ts";

test.each([
  ["Explore", "planning"],
  ["Plan", "planning"],
  ["entire-engineering:research:git-history-analyzer", "planning"],
  ["general-purpose", "implementation"],
  ["dev", "implementation"],
  ["frontendDeveloper", "implementation"],
  ["superpowers:code-reviewer", "review"],
  ["entire-engineering:review:architecture-strategist", "review"],
  ["plan-reviewer", "review"],
  ["claude-code-guide", "other"],
  ["planetary", "other"],
  ["", "other"],
  [null, "other"],
])("a sub-agent of the kind %s does %s", (agentType, kind) => {
  expect(runKindOf({ agentType, parentRunId: "root" })).toBe(kind);
});

test("a root run implements, whatever it is called", () => {
  expect(runKindOf({ agentType: null, parentRunId: null })).toBe("implementation");
  expect(runKindOf({ agentType: "reviewer", parentRunId: null })).toBe("implementation");
});
