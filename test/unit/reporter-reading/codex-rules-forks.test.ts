import { describe, expect, test } from "vitest";
import { isRun, isUsage } from "#test/support/open-logs.ts";
import { forkOf, meta, momentAt, spawnedBy, tokens, turn } from "./support/codex-lines.ts";
import { figuresOf, type Line, lineageOf, readCodex } from "./support/log-folder.ts";

const done = (at: number) => [
  turn("t1", at),
  tokens(at + 1, [100, 10], [100, 10]),
  tokens(at + 2, [300, 30], [200, 20]),
];

const own = (at: number) => [turn("t2", at), tokens(at + 1, [700, 70], [400, 40])];

describe("replayed lines", () => {
  const history = ["t1:100.0.10.0 100/10/0/0/0", "t1:300.0.30.0 200/20/0/0/0"];
  const work = "t2:700.0.70.0 400/40/0/0/0";
  const cases: { why: string; files: Record<string, Line[]>; figures: string[] }[] = [
    {
      why: "a fork's copies are its parent's, though the fork began to be written first",
      files: {
        a: [meta("a", 5, forkOf("b")), ...done(50), ...own(60)],
        b: [meta("b", 9), ...done(10)],
      },
      figures: [`a ${work}`, ...history.map((one) => `b ${one}`)],
    },
    {
      why: "of siblings without their parent the earlier has the copies",
      files: {
        a: [meta("a", 9, forkOf("p")), ...done(50)],
        b: [meta("b", 8, forkOf("p")), ...done(70), ...own(80)],
      },
      figures: [...history.map((one) => `b ${one}`), `b ${work}`],
    },
    {
      why: "a fork of a fork",
      files: {
        a: [meta("a", 1), ...done(2)],
        b: [meta("b", 20, forkOf("a")), ...done(21), ...own(30)],
        c: [meta("c", 40, forkOf("b")), ...done(41), ...own(50)],
      },
      figures: [...history.map((one) => `a ${one}`), `b ${work}`],
    },
    {
      why: "an archived copy is the same thread",
      files: {
        a: [meta("a", 1), ...done(2)],
        "archived_sessions/rollout-a": [meta("a", 1), ...done(2), ...own(8)],
      },
      figures: [...history.map((one) => `a ${one}`), `a ${work}`],
    },
    {
      why: "the thread is the first line's; a second id is a replayed parent's",
      files: {
        a: [meta("a", 5, forkOf("b")), meta("b", 9), meta("a", 5), ...own(60), meta("a", 5)],
      },
      figures: [`a ${work}`],
    },
    {
      why: "without turns, by the thread that all came from",
      files: {
        a: [meta("a", 1), tokens(2, [100, 10])],
        b: [meta("b", 20, forkOf("a")), tokens(21, [100, 10]), tokens(22, [300, 30])],
        c: [meta("c", 20, forkOf("gone")), tokens(21, [100, 10])],
      },
      figures: [
        "a a:0:100.0.10.0 100/10/0/0/0",
        "b a:0:300.0.30.0 200/20/0/0/0",
        "c gone:0:100.0.10.0 100/10/0/0/0",
      ],
    },
    {
      why: "without turns, a counter that comes to the same again is another response",
      files: {
        a: [
          meta("a", 1),
          ...[
            [100, 10],
            [10, 1],
            [100, 10],
          ].map(([input = 0, output = 0], at) => tokens(at, [input, output])),
        ],
      },
      figures: [
        "a a:0:100.0.10.0 100/10/0/0/0",
        "a a:1:10.0.1.0 10/1/0/0/0",
        "a a:1:100.0.10.0 90/9/0/0/0",
      ],
    },
  ];

  test.each(cases)("$why", async ({ files, figures }) => {
    expect(figuresOf(await readCodex(files))).toEqual(figures.toSorted());
  });

  test("a copied response has the time it was made", async () => {
    const items = await readCodex({
      a: [meta("a", 5, forkOf("gone")), ...done(50)],
      b: [meta("b", 9, forkOf("gone")), ...done(10)],
    });
    const times = items.filter(isUsage).map(({ occurredAt }) => occurredAt);
    expect(times).toEqual([momentAt(11), momentAt(12)]);
  });
});

describe("whose session it is", () => {
  const work = tokens(9, [100, 10]);

  test.each([
    ["a fork is a session of its own", forkOf("p"), "b < null (b)"],
    [
      "a resumed fork names what it is based on",
      { history_base: { thread_id: "p" } },
      "b < null (b)",
    ],
    ["a sub-agent is of its parent's", spawnedBy("p"), "b < p (p)"],
    ["a parent named by itself", { session_id: "p", parent_thread_id: "p" }, "b < p (p)"],
    ["a review names no parent", { session_id: "p", source: { subagent: "review" } }, "b < p (p)"],
    ["a terminal's source is none", { source: "cli" }, "b < null (b)"],
  ])("%s", async (_, facts, lineage) => {
    const items = await readCodex({ b: [meta("b", 2, facts), work] });
    expect(lineageOf(items)).toEqual([lineage]);
  });

  test("a sub-agent's sub-agent is of the first one's session", async () => {
    const items = await readCodex({
      a: [meta("a", 1), tokens(2, [7, 1])],
      b: [meta("b", 2, spawnedBy("a")), tokens(3, [8, 1])],
      c: [meta("c", 4, { ...spawnedBy("b"), session_id: undefined }), tokens(5, [9, 1])],
    });
    expect(lineageOf(items)).toEqual(["a < null (a)", "b < a (a)", "c < b (a)"]);
  });

  test("a session without usage is told where its sub-agents have some", async () => {
    const items = await readCodex({ a: [meta("a", 1)], b: [meta("b", 2, spawnedBy("a")), work] });
    expect(lineageOf(items)).toEqual(["a < null (a)", "b < a (a)"]);
  });

  test.each([
    ["role", spawnedBy("p", "explorer"), "explorer"],
    ["the kind alone", { source: { subagent: "review" } }, "review"],
    ["none", {}, null],
  ])("a sub-agent's kind: %s", async (_, facts, agentType) => {
    const [run] = (await readCodex({ b: [meta("b", 2, facts), work] })).filter(isRun);
    expect(run?.agentType).toBe(agentType);
  });
});

describe("threads in a circle", () => {
  test("that started each other are one session, and nothing is lost", async () => {
    const items = await readCodex({
      a: [meta("a", 1, { ...spawnedBy("b"), session_id: null }), ...done(2)],
      b: [meta("b", 1, { ...spawnedBy("a"), session_id: null }), ...own(9)],
      c: [meta("c", 3, spawnedBy("c")), turn("t3", 4), tokens(5, [9, 1])],
    });
    expect(lineageOf(items)).toEqual(["a < null (a)", "b < a (a)", "c < null (c)"]);
    expect(items.filter(isUsage)).toHaveLength(4);
  });

  test("that were forked of each other count what they share once", async () => {
    const shared = [turn(null, 2), tokens(3, [100, 10], [100, 10])];
    const items = await readCodex({
      a: [meta("a", 1, forkOf("b")), ...shared],
      b: [meta("b", 4, forkOf("a")), ...shared],
    });
    expect(figuresOf(items).map((one) => one.split(" ")[2])).toEqual(["100/10/0/0/0"]);
  });
});
