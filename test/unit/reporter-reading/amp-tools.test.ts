import { describe, expect, test } from "vitest";
import { isUsage } from "#test/support/open-logs.ts";
import {
  begin,
  counted,
  type Facts,
  ledger,
  listed,
  readThread,
  thread,
} from "./support/amp-threads.ts";
import { figuresOf, toolsOf } from "./support/log-folder.ts";
import { readBroken, readFiles, readSteps, secret, spoilt } from "./support/log-steps.ts";

const use = (id: string, name: unknown = "Bash"): Facts => ({
  type: "tool_use",
  id,
  name,
  input: { cmd: secret },
});
const result = (id: string, status: unknown): Facts => ({
  role: "user",
  content: [
    { type: "tool_result", toolUseID: id, run: { status, result: secret, progress: secret } },
  ],
});
const called = (id: string, ...rest: Facts[]) => ({
  messages: [counted(4, {}, { content: [use(id)] }), ...rest],
});

describe("tool calls", () => {
  test.each([
    ["done", "ok"],
    ["error", "failed"],
    ["cancelled", "rejected"],
    ["rejected-by-user", "rejected"],
    ["in-progress", "unfinished"],
    ["__proto__", "unfinished"],
    [7, "unfinished"],
  ])("%s", async (status, outcome) => {
    const items = await readThread(called("t1", result("t1", status)));
    // When it ended is not told.
    expect(toolsOf(items)).toEqual([
      { runId: "T-a", key: "T-a:t1", name: "Bash", durationMs: null, outcome },
    ]);
    expect(items.at(-1)).toMatchObject({ startedAt: begin + 4_000 });
  });

  test("a provider's id stands alone, and a fork's copy counts for the first thread", async () => {
    const id = "toolu_01AbCdEfGhIjKlMnOpQr";
    const messages = called(id, result(id, "done")).messages;
    const copy = { id: "T-0", created: begin + 9, messages };
    const items = await readFiles("AMP_DATA_DIR", {
      ...thread({ messages }),
      "threads/T-0.json": copy,
    });
    expect(toolsOf(items)).toMatchObject([{ key: id, runId: "T-a" }]);
  });

  test("a call without a name or an id is none", async () => {
    const content = [use("t", null), { ...use("t"), id: 5 }, use("x".repeat(300))];
    expect(toolsOf(await readThread({ messages: [counted(1, {}, { content })] }))).toEqual([]);
  });
});

test("a thread that grows is read as if at once", async () => {
  const call = { ...use("t", "Read"), input: {} };
  const answer = { type: "tool_result", toolUseID: "t", run: { status: "done" } };
  const first = counted(1, { outputTokens: 2 }, { content: [call] });
  const whole = [
    counted(1, {}, { content: [call] }),
    { role: "user", messageId: 2, content: [answer] },
    counted(3),
  ];
  const event = listed("e", { input: 10, output: 5 }, { toMessageId: 1, credits: 1 });
  const items = await readSteps("AMP_DATA_DIR", [
    thread({ messages: [] }),
    thread({ messages: [{ role: "assistant", messageId: 1, content: [call] }] }),
    thread({ messages: [first] }),
    { "threads/T-a.json": '{"id": "T-a", "messages": [{"ro' },
    thread({ messages: whole.slice(0, 2), title: "one" }),
    { "threads/T-a.json": "" },
    thread({ messages: whole, title: "one", ...ledger(event) }),
  ]);
  expect(figuresOf(items)).toEqual(["T-a T-a:1 10/5/100/20/0", "T-a T-a:3 10/5/100/20/0"]);
  expect(toolsOf(items)).toMatchObject([{ outcome: "ok" }]);
});

test("no broken thread harms another", async () => {
  const [whole] = Object.values(
    thread({
      title: "t",
      env: {
        initial: { trees: [{ uri: "file:///a/b", repository: { ref: "r", sha: "0123abc" } }] },
      },
      messages: [
        counted(1, { credits: 1 }, { content: [{ type: "tool_use", id: "t", name: "n" }] }),
        {
          role: "user",
          content: [{ type: "tool_result", toolUseID: "t", run: { status: "done" } }],
        },
      ],
      ...ledger(listed("e", { input: 1, output: 1 }, { toMessageId: 1 })),
    }),
  );
  const files = Object.fromEntries(
    [...spoilt(whole)].map((one, at) => [`threads/T-${at}.json`, one === "" ? "torn{" : one]),
  );
  const items = await readBroken("AMP_DATA_DIR", {
    ...files,
    ...thread({ id: "T-good", messages: [counted(9)] }),
  });
  expect(items.filter(isUsage).find(({ key }) => key === "amp:T-good:9")).toBeDefined();
});
