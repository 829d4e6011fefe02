/** What a run is for, as its costs are grouped. */
export type RunKind = "planning" | "implementation" | "review" | "other";

/** Words of agents' names, in the order in which they are looked for: `plan-reviewer` reviews. */
const words: [RunKind, string[]][] = [
  [
    "review",
    wordsOf(
      "review reviewer reviewing audit auditor critic verify verifier verification qa test tester testing",
    ),
  ],
  [
    "planning",
    wordsOf(
      "plan planner planning explore explorer research researcher architect design designer spec",
    ),
  ],
  [
    "implementation",
    wordsOf(
      "general dev developer coder implement implementer implementation build builder fix fixer refactor worker",
    ),
  ],
];

/**
 * A root run implements; a sub-agent does what its kind's name says (`Explore`, `superpowers:code-reviewer`), and is `other`
 * where that says nothing.
 */
export function runKindOf({
  agentType,
  parentRunId,
}: {
  agentType: string | null;
  parentRunId: string | null;
}): RunKind {
  if (parentRunId === null) return "implementation";
  const own = wordsOf((agentType ?? "").replaceAll(/([a-z])([A-Z])/g, "$1 $2").toLowerCase());
  return words.find(([, known]) => own.some((word) => known.includes(word)))?.[0] ?? "other";
}

function wordsOf(text: string): string[] {
  return text.split(/[^a-z]+/).filter((word) => word !== "");
}
