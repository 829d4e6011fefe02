import { describe, expect, test } from "vitest";
import { isRun, isUsage } from "#test/support/open-logs.ts";
import { figuresOf, lineageOf, type Line, onlyUsage, toolsOf } from "./support/log-folder.ts";
import {
  type Files,
  readBroken,
  readFiles,
  readSteps,
  secret,
  spoilt,
} from "./support/log-steps.ts";
import { begin, second } from "./support/task-logs.ts";

const answer = (id: string | null, at: number, metrics: Line | null = {}): Line => ({
  id,
  role: "assistant",
  ts: second(at),
  content: [{ type: "text", text: secret }],
  modelInfo: { id: "m1", provider: "p" },
  ...(metrics && {
    metrics: {
      inputTokens: 100,
      outputTokens: 5,
      cacheReadTokens: 60,
      cacheWriteTokens: 10,
      cost: 0.25,
      ...metrics,
    },
  }),
});

const messages = (...list: Line[]): Line => ({
  sessionId: "s",
  agent: "lead",
  system_prompt: secret,
  messages: [{ role: "user", ts: second(0), content: secret }, ...list],
});

const manifest = (facts: Line = {}): Line => ({
  session_id: "s",
  started_at: new Date(begin).toISOString(),
  ended_at: new Date(second(60)).toISOString(),
  cwd: `/${secret}/shop`,
  workspace_root: secret,
  model: "m0",
  prompt: secret,
  metadata: {
    title: secret,
    usage: { inputTokens: 300, outputTokens: 9, cacheReadTokens: 100, totalCost: 1 },
    aggregateUsage: { inputTokens: 7_777 },
  },
  ...facts,
});

const session = (files: { messages?: unknown; manifest?: unknown }, id = "s"): Files => ({
  ...("messages" in files ? { [`sessions/s/${id}.messages.json`]: files.messages } : {}),
  ...("manifest" in files ? { [`sessions/s/${id}.json`]: files.manifest } : {}),
});

const read = (...files: Files[]) => readFiles("CLINE_DATA_DIR", Object.assign({}, ...files));

describe("what a session has used", () => {
  test.each<[string, Files, string[]]>([
    [
      "each answer, whose input holds the caches",
      session({ messages: messages(answer("a", 1), answer("b", 2)) }),
      ["s s:a 30/5/60/10/0", "s s:b 30/5/60/10/0"],
    ],
    [
      "an input that cannot hold them",
      session({ messages: messages(answer("a", 1, { inputTokens: 69 })) }),
      ["s s:a 69/5/60/10/0"],
    ],
    [
      "an input that is just them",
      session({ messages: messages(answer("a", 1, { inputTokens: 70 })) }),
      ["s s:a 0/5/60/10/0"],
    ],
    [
      "an answer without an id by its place",
      session({ messages: messages(answer(null, 1)) }),
      ["s s:1 30/5/60/10/0"],
    ],
    ["answers that count nothing", session({ messages: messages(answer("a", 1, null)) }), []],
    [
      "a message of the user",
      session({ messages: messages({ ...answer("a", 1), role: "user" }) }),
      [],
    ],
    [
      "its sum is no more than its answers",
      session({ messages: messages(answer("a", 1)), manifest: manifest() }),
      ["s s:a 30/5/60/10/0"],
    ],
    [
      "its sum where no answer counts",
      session({ messages: messages(answer("a", 1, null)), manifest: manifest() }),
      ["s s 200/9/100/0/0"],
    ],
    [
      "no sum while it runs",
      session({
        messages: messages(answer("a", 1, null)),
        manifest: manifest({ ended_at: null }),
      }),
      [],
    ],
    [
      "no sum before an answer is written",
      session({ messages: messages(), manifest: manifest() }),
      [],
    ],
    ["no sum without answers", session({ manifest: manifest() }), []],
    ["other files", { "sessions/s/s.compaction.json": messages(answer("a", 1)) }, []],
  ])("%s", async (_, files, figures) => {
    expect(figuresOf(await read(files))).toEqual(figures);
  });

  test.each<[string, Files, Line]>([
    [
      "its model, time and cost",
      session({ messages: messages(answer("a", 7)) }),
      { model: "m1", occurredAt: second(7), vendorCostNanoUsd: 250_000_000, lowerBound: false },
    ],
    [
      "the model of the answer before",
      session({
        messages: messages(answer("a", 1, null), { ...answer("b", 2), modelInfo: null }),
      }),
      { model: "m1" },
    ],
    [
      "the session's model",
      session({
        messages: messages({ ...answer("b", 2), modelInfo: null }),
        manifest: manifest(),
      }),
      { model: "m0" },
    ],
    [
      "the time of what stands before it",
      session({ messages: messages({ ...answer("a", 2), ts: null }) }),
      { occurredAt: second(0) },
    ],
    [
      "the sum's cost, at the end",
      session({ messages: messages(answer("a", 1, null)), manifest: manifest() }),
      { model: "m0", occurredAt: second(60), vendorCostNanoUsd: 1e9 },
    ],
  ])("%s", async (_, files, item) => {
    expect(onlyUsage(await read(files))).toMatchObject(item);
  });
});

describe("what is known of a session", () => {
  test("its folder and begin, and its prompt is no title", async () => {
    const items = await read(session({ messages: messages(answer("a", 1)), manifest: manifest() }));
    expect(items.find(isRun)).toMatchObject({
      runId: "s",
      startedAt: begin,
      project: { key: "folder/shop" },
      title: null,
      agentType: null,
    });
  });

  test("it begins with its first message, or before", async () => {
    const whole = messages(answer("a", 3));
    const [begun] = (await read(session({ messages: whole }))).filter(isRun);
    expect(begun).toMatchObject({ startedAt: second(0) });
    const started = manifest({ started_at: new Date(begin - 5_000).toISOString() });
    const [before] = (await read(session({ messages: whole, manifest: started }))).filter(isRun);
    expect(before).toMatchObject({ startedAt: begin - 5_000 });
  });

  test.each([
    ["s__explorer", "explorer"],
    ["s__teamtask__tester__x1", "tester"],
    ["s__", "subagent"],
  ])("a sub-agent is a run below its session: %s", async (id, agentType) => {
    const whole = messages(answer("a", 1));
    const items = await read(
      session({ messages: whole, manifest: manifest() }),
      session({ messages: whole }, id),
    );
    expect(lineageOf(items)).toEqual(["s < null (s)", `${id} < s (s)`]);
    expect(items.filter(isRun).find((run) => run.runId === id)).toMatchObject({ agentType });
    expect(items.filter(isUsage)).toHaveLength(2);
  });

  test("its tool calls", async () => {
    const use = { type: "tool_use", id: "c", name: "run_commands", input: { command: secret } };
    const result = { type: "tool_result", tool_use_id: "c", content: secret, is_error: true };
    const list = [
      { ...answer("a", 1), content: [use] },
      { role: "user", ts: second(4), content: [result] },
    ];
    expect(toolsOf(await read(session({ messages: messages(...list) })))).toEqual([
      { runId: "s", key: "s:c", name: "run_commands", durationMs: 3_000, outcome: "failed" },
    ]);
  });
});

test("a session that grows is read as if at once", async () => {
  const running = manifest({ ended_at: null });
  const items = await readSteps("CLINE_DATA_DIR", [
    session({ manifest: running }),
    session({ messages: messages() }),
    session({ messages: messages(answer("a", 1, null)) }),
    session({ messages: messages(answer("a", 1, { outputTokens: 1 })) }),
    session({ messages: "{", manifest: running }),
    session({ messages: messages(answer("a", 1), answer("b", 2)), manifest: manifest() }),
  ]);
  expect(figuresOf(items)).toEqual(["s s:a 30/5/60/10/0", "s s:b 30/5/60/10/0"]);
});

test("no broken session harms another", async () => {
  const documents = [
    ...[...spoilt(messages(answer("a", 1)))].map((one) => ({ messages: one })),
    ...[...spoilt(manifest())].map((one) => ({
      messages: messages(answer("a", 1, null)),
      manifest: one,
    })),
  ];
  const files = documents.map((one, at) => session(one, `b${at}`));
  const good = session({ messages: messages(answer("a", 1)) }, "good");
  const items = await readBroken("CLINE_DATA_DIR", Object.assign({}, ...files, good));
  expect(items.filter(isUsage).find(({ key }) => key === "cline:good:a")).toBeDefined();
});
