import { describe, expect, test } from "vitest";
import { ingestItem } from "#contract/ingest.ts";
import { isRun } from "#test/support/open-logs.ts";
import { assistant, echo, momentAt, timeAt } from "./support/claude-lines.ts";
import {
  figuresOf,
  type LogFiles,
  lineageOf,
  onlyUsage,
  readClaude,
} from "./support/log-folder.ts";

type Case = { why: string; files: LogFiles; figures: string[] };

const whole = "100/10/1000/200/0";

const untimed = (id: string) => assistant(id, 0, { line: { timestamp: undefined } });

const split = (fiveMinutes: number, hour: number) => ({
  cache_creation: {
    ephemeral_5m_input_tokens: fiveMinutes,
    ephemeral_1h_input_tokens: hour,
  },
});

/** A line of a sub-agent. */
const inside = (id: string, at: number) => assistant(id, at, { line: { isSidechain: true } });

const own = (changes = {}) => assistant("2", 5, { line: { isSidechain: true }, ...changes });

describe("one event for each message", () => {
  const cases: Case[] = [
    {
      why: "each bucket is the largest of the message's lines, wherever that stands",
      files: {
        s: [
          assistant("1", 1, { usage: { output_tokens: 500, cache_read_input_tokens: 0 } }),
          assistant("1", 2, { usage: { output_tokens: 3, input_tokens: 90 } }),
        ],
      },
      figures: ["s 1 100/500/1000/200/0"],
    },
    {
      why: "a gateway's id without a request is told apart by time",
      files: {
        s: [1, 2].map((at) =>
          assistant("1", at, { line: { requestId: undefined }, message: { id: "chat" } }),
        ),
      },
      figures: [1, 2].map((at) => `s chat:s:${momentAt(at)} ${whole}`),
    },
    {
      why: "a gateway's id with the same request is one message",
      files: { s: [1, 2].map((at) => assistant("1", at, { message: { id: "chat" } })) },
      figures: [`s chat:req_1 ${whole}`],
    },
    {
      why: "an API error is no usage, whatever it says",
      files: { s: [assistant("1", 1, { line: { isApiErrorMessage: true } })] },
      figures: [],
    },
    {
      why: "resumed and compacted sessions go on in their file",
      files: {
        s: [
          assistant("1", 1),
          { type: "system", subtype: "compact_boundary", timestamp: timeAt(2) },
          { type: "user", isCompactSummary: true, timestamp: timeAt(3), message: { content: "" } },
          assistant("2", 4),
        ],
      },
      figures: [`s 1 ${whole}`, `s 2 ${whole}`],
    },
  ];

  test.each(cases)("$why", async ({ files, figures }) => {
    expect(figuresOf(await readClaude(files))).toEqual(figures);
  });

  test("the time is the earliest, and facts come from any line", async () => {
    const item = onlyUsage(
      await readClaude({
        s: [
          assistant("1", 9, { message: { stop_reason: null }, usage: { speed: "fast" } }),
          assistant("1", 4, { usage: { service_tier: "priority", inference_geo: "us" } }),
          assistant("1", 7, { message: { stop_reason: null } }),
        ],
      }),
    );
    expect(item).toMatchObject({ occurredAt: momentAt(4), speed: "fast", serviceTier: "priority" });
    expect(item).toMatchObject({ geo: "us", lowerBound: false, requestId: "req_1" });
  });

  test("what has no time has its neighbours'", async () => {
    const files = { s: [untimed("1"), assistant("2", 5), untimed("3")] };
    const times = (await readClaude(files)).flatMap((item) =>
      item.type === "usage" ? [item.occurredAt] : [],
    );
    expect(times).toEqual([momentAt(5), momentAt(5), momentAt(5)]);
  });

  test("what no neighbour dates has the file's time, in whole milliseconds", async () => {
    const items = await readClaude({
      s: [assistant("1", 0, { line: { timestamp: undefined } })],
    });
    for (const item of items) expect(ingestItem.safeParse(item).error).toBeUndefined();
    const { occurredAt } = onlyUsage(items);
    expect(items.find(isRun)?.startedAt).toBe(occurredAt);
    expect(Date.now() - occurredAt).toBeLessThan(60_000);
  });
});

describe("cache writes", () => {
  test.each([
    ["the flat field alone is all 5-minute", {}, [200, 0]],
    ["the parts stand", split(150, 50), [150, 50]],
    ["what the flat field has more is 5-minute", split(20, 50), [150, 50]],
    [
      "parts without the flat field stand",
      { ...split(7, 8), cache_creation_input_tokens: 0 },
      [7, 8],
    ],
  ])("%s", async (_, usage, [fiveMinutes, hour]) => {
    const item = onlyUsage(await readClaude({ s: [assistant("1", 1, { usage })] }));
    expect([item.cacheWrite5m, item.cacheWrite1h]).toEqual([fiveMinutes, hour]);
  });
});

describe("requests on the way to a message", () => {
  const count = { input_tokens: 5, output_tokens: 6 };
  const iterations = (...types: string[]) => ({
    usage: { iterations: types.map((type) => ({ type, model: "claude-haiku-4-5", ...count })) },
  });

  test.each([
    ["a sole iteration repeats the message", ["message"], []],
    ["iterations without a fallback are the message", ["message", "message"], []],
    ["a refused model's try counts", ["message", "fallback_message"], ["s 1:0 5/6/0/0/0"]],
    ["an advisor counts", ["message", "advisor_message"], ["s 1:1 5/6/0/0/0"]],
    ["a compaction counts", ["compaction", "message"], ["s 1:0 5/6/0/0/0"]],
  ])("%s", async (_, types, extra) => {
    const items = await readClaude({ s: [assistant("1", 1, iterations(...types))] });
    expect(figuresOf(items)).toEqual([`s 1 ${whole}`, ...extra]);
  });
});

describe("sub-agents", () => {
  test.each([
    ["in the session's folder", "s/subagents/agent-a1", "s/a1"],
    ["of a workflow, deeper", "s/subagents/workflows/wf_1/agent-a1", "s/a1"],
    ["beside the session, by their lines", "agent-a1", "s/a1"],
    ["of a compaction", "s/subagents/agent-acompact-1", "s/acompact-1"],
  ])("%s", async (_, name, runId) => {
    const items = await readClaude({ s: [assistant("1", 1)], [name]: [inside("2", 2)] });
    expect(figuresOf(items)).toEqual([`s 1 ${whole}`, `${runId} 2 ${whole}`]);
    expect(lineageOf(items)).toEqual(["s < null (s)", `${runId} < s (s)`]);
  });

  test("in the session's own file are the session's", async () => {
    const items = await readClaude({ s: [assistant("1", 1), inside("2", 2)] });
    expect(figuresOf(items)).toEqual([`s 1 ${whole}`, `s 2 ${whole}`]);
  });

  test("a run is told before what names it, the session first", async () => {
    const items = await readClaude({
      s: [{ type: "user", timestamp: timeAt(0), cwd: "/srv/work/shop", message: {} }],
      "s/subagents/agent-a1": [inside("2", 2)],
    });
    expect(items.map((item) => item.runId)).toEqual(["s", "s/a1", "s/a1"]);
  });

  test("a fork's copy of its parent's line is the parent's, even where it has more", async () => {
    const copy = assistant("1", 1, { line: { isSidechain: true }, usage: { output_tokens: 40 } });
    const items = await readClaude({
      s: [assistant("1", 1)],
      "s/subagents/agent-a1": [copy, inside("2", 2)],
    });
    expect(figuresOf(items)).toEqual(["s 1 100/40/1000/200/0", `s/a1 2 ${whole}`]);
  });
});

describe("echoes", () => {
  const louder = assistant("2", 3, {
    line: { requestId: "req_other" },
    usage: { output_tokens: 99 },
  });

  test.each([
    ["before the sub-agent's own line", [echo(louder, 3)], [own()]],
    ["which never ended", [echo(louder, 3)], [own({ message: { stop_reason: null } })]],
  ])("an echo never replaces nor raises: %s", async (_, session, agent) => {
    const item = onlyUsage(await readClaude({ s: session, "s/subagents/agent-a1": agent }));
    expect(item).toMatchObject({
      runId: "s/a1",
      output: 10,
      requestId: "req_2",
      provisional: false,
    });
    expect(item.occurredAt).toBe(momentAt(5));
  });

  test("an echo with no other counts once, as the weakest claim, at its own time", async () => {
    const line = assistant("2", 3, { message: { stop_reason: null } });
    const item = onlyUsage(await readClaude({ s: [echo(line, 8), echo(line, 9)] }));
    expect(item).toMatchObject({ runId: "s", provisional: true, lowerBound: true });
    expect(item.credit.rank).toBe(2);
    expect(item.occurredAt).toBe(momentAt(3));
  });

  test("progress of other kinds is no echo", async () => {
    const line = { ...echo(louder, 3), data: { type: "hook_progress", message: louder } };
    expect(figuresOf(await readClaude({ s: [line] }))).toEqual([]);
  });
});
