import { expect, test } from "vitest";
import type { SessionRun } from "#contract/sessions.ts";
import { type RunBranch, runBranches } from "#web/lib/run-branches.ts";

/** Runs as `id<parent`. */
const runs = (text: string) =>
  text.split(" ").map((one) => {
    const [id = "", parentRunId = null] = one.split("<");
    return { id, parentRunId } as SessionRun;
  });

const textOf = (branches: RunBranch[]): string =>
  branches
    .map(({ run, below }) => run.id + (below.length > 0 ? `(${textOf(below)})` : ""))
    .join(" ");

test.each([
  ["sub-agents below what started them", "a b<a c<b d<a", "a(b(c) d)"],
  ["in their order, whatever stands first", "b<a a", "a(b)"],
  ["what is not here", "b<gone c<b", "b(c)"],
  ["each other's parents", "a<b b<a", "a(b)"],
  ["each other's parents beside others", "a<b b<a c<b d", "d a(b(c))"],
  ["its own parent", "a<a b<a", "a(b)"],
  ["no runs", "", ""],
])("%s", (_, given, tree) => {
  expect(textOf(runBranches(given ? runs(given) : []))).toBe(tree);
});
