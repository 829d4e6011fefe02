import { describe, expect, test } from "vitest";
import { isRun } from "#test/support/open-logs.ts";
import { begin, counted, type Facts, ledger, listed, readThread } from "./support/amp-threads.ts";
import { figuresOf, onlyUsage } from "./support/log-folder.ts";
import { readFiles, secret } from "./support/log-steps.ts";

describe("what a thread has used", () => {
  test.each<[string, Facts, string[]]>([
    [
      "each message that counts",
      { messages: [{ role: "user" }, counted(1), counted(3)] },
      ["T-a T-a:1 10/5/100/20/0", "T-a T-a:3 10/5/100/20/0"],
    ],
    [
      "a message without an id by its place",
      { messages: [{ role: "user" }, counted(null)] },
      ["T-a T-a:1 10/5/100/20/0"],
    ],
    ["a message that counts nothing", { messages: [{ ...counted(1), usage: {} }] }, []],
    [
      "the ledger with its own caches",
      ledger(
        listed("e", {
          input: 1,
          output: 2,
          cacheReadInputTokens: 3,
          cacheCreationInputTokens: 4,
        }),
      ),
      ["T-a T-a:e 1/2/3/4/0"],
    ],
    [
      "the ledger with its message's caches, once",
      {
        messages: [counted(1)],
        ...ledger(listed("e", { input: 10, output: 6 }, { toMessageId: 1 })),
      },
      ["T-a T-a:1 10/6/100/20/0"],
    ],
    [
      "the ledger's caches before its message's",
      {
        messages: [counted(1)],
        ...ledger(listed("e", { input: 1, cacheReadInputTokens: 7 }, { toMessageId: 1 })),
      },
      ["T-a T-a:1 1/0/7/20/0"],
    ],
    [
      "a message that the ledger counts without its name, once",
      { messages: [counted(1)], ...ledger(listed("e", { input: 10, output: 5 })) },
      ["T-a T-a:1 10/5/100/20/0"],
    ],
    [
      "a message that another event names is not found by its counts",
      {
        messages: [counted(1), counted(2)],
        ...ledger(
          listed("e", { input: 10, output: 5 }),
          listed("f", { input: 10, output: 5 }, { toMessageId: 1 }),
        ),
      },
      ["T-a T-a:1 10/5/100/20/0", "T-a T-a:2 10/5/100/20/0"],
    ],
    [
      "a message of another model is not found by its counts",
      { messages: [counted(1)], ...ledger(listed("e", { input: 10, output: 5 }, { model: "m" })) },
      ["T-a T-a:1 10/5/100/20/0", "T-a T-a:e 10/5/0/0/0"],
    ],
    [
      "messages beside the ledger",
      {
        messages: [counted(1), counted(2, { inputTokens: 11 })],
        ...ledger(listed("e", { input: 10, output: 5 }, { toMessageId: 1 })),
      },
      ["T-a T-a:1 10/5/100/20/0", "T-a T-a:2 11/5/100/20/0"],
    ],
    [
      "two requests for one message",
      ledger(
        listed("e", { input: 1 }, { toMessageId: 1 }),
        listed("f", { input: 2 }, { toMessageId: 1 }),
      ),
      ["T-a T-a:1 1/0/0/0/0", "T-a T-a:f 2/0/0/0/0"],
    ],
    [
      "an event without an id by its place",
      ledger({ ...listed("", { input: 1 }), id: null }),
      ["T-a T-a:event-0 1/0/0/0/0"],
    ],
    [
      "what gpt models write to caches is plain input",
      { messages: [counted(1, { model: "gpt-5.2" })] },
      ["T-a T-a:1 30/5/100/0/0"],
    ],
    [
      "a total beside the parts",
      { messages: [counted(1, { inputTokens: 200, totalInputTokens: 320 })] },
      ["T-a T-a:1 200/5/100/20/0"],
    ],
    [
      "an input that cannot hold the rest",
      { messages: [counted(1, { inputTokens: 110, totalInputTokens: 110 })] },
      ["T-a T-a:1 110/5/100/20/0"],
    ],
    [
      "a total that is the input itself",
      { messages: [counted(1, { inputTokens: 200, totalInputTokens: 200 })] },
      ["T-a T-a:1 80/5/100/20/0"],
    ],
    ["a stub of a thread that is elsewhere", { title: "moved", messages: [] }, []],
  ])("%s", async (_, facts, figures) => {
    expect(figuresOf(await readThread(facts))).toEqual(figures);
  });

  test.each<[string, Facts, Facts]>([
    ["its own time", { messages: [counted(7)] }, { occurredAt: begin + 7_000 }],
    [
      "when it was sent",
      { messages: [counted(1, { timestamp: null }, { meta: { sentAt: begin + 9 } })] },
      { occurredAt: begin + 9 },
    ],
    [
      "the time of what stands before it",
      {
        messages: [{ role: "user", meta: { sentAt: begin + 5 } }, counted(1, { timestamp: null })],
      },
      { occurredAt: begin + 5 },
    ],
    ["the thread's begin", { messages: [counted(1, { timestamp: 0 })] }, { occurredAt: begin }],
    [
      "its own time before the ledger's",
      { messages: [counted(7)], ...ledger(listed("e", { input: 1 }, { toMessageId: 7 })) },
      { occurredAt: begin + 7_000 },
    ],
    ["the ledger's model", ledger(listed("e", { input: 1 }, { model: "m" })), { model: "m" }],
    [
      "a message by an id that is a word",
      { messages: [counted(7, {}, { messageId: "m-7" })] },
      { key: "amp:T-a:m-7" },
    ],
    [
      "a message by no broken number",
      { messages: [counted(7, {}, { messageId: 0.5 })] },
      { key: "amp:T-a:0" },
    ],
    ["the ledger's time", ledger(listed("e", { input: 1 })), { occurredAt: begin + 50_000 }],
    ["no model", { messages: [counted(1, { model: null })] }, { model: null }],
    [
      "the message's model",
      { messages: [counted(1, { model: 1 }, { model: "m" })] },
      { model: "m" },
    ],
    [
      "what it says it cost",
      ledger(listed("e", { input: 1 }, { credits: 0.25 })),
      { vendorCostNanoUsd: 250_000_000 },
    ],
    ["no cost", { messages: [counted(1)] }, { vendorCostNanoUsd: null, lowerBound: false }],
    ["a cost of nothing", { messages: [counted(1, { credits: 0 })] }, { vendorCostNanoUsd: 0 }],
    ["a broken cost", { messages: [counted(1, { credits: -2 })] }, { vendorCostNanoUsd: null }],
  ])("%s", async (_, facts, item) => {
    expect(onlyUsage(await readThread(facts))).toMatchObject(item);
  });
});

describe("what is known of a thread", () => {
  const tree = {
    uri: `file:///home/${secret}/shop`,
    displayName: secret,
    repository: { url: secret, ref: "refs/heads/main", sha: "0123abc" },
  };
  const env = { initial: { trees: [tree], platform: { clientVersion: "0.0.1" } } };

  test("its folder, version, branch, commit and title", async () => {
    const [run] = (await readThread({ title: "Shop", env, messages: [counted(4)] })).filter(isRun);
    expect(run).toMatchObject({
      runId: "T-a",
      parentRunId: null,
      startedAt: begin,
      project: { key: "folder/shop" },
      version: "0.0.1",
      title: "Shop",
      branch: "main",
      headCommit: "0123abc",
    });
  });

  test("a thread without a time begins with its first message", async () => {
    const items = await readThread({ created: null, messages: [counted(4), counted(2)] });
    expect(items.find(isRun)).toMatchObject({ startedAt: begin + 2_000 });
  });

  test("a thread below XDG_DATA_HOME", async () => {
    const document = { id: "T-a", messages: [counted(1)] };
    expect(
      figuresOf(await readFiles("XDG_DATA_HOME", { "amp/threads/T-a.json": document })),
    ).toEqual(["T-a T-a:1 10/5/100/20/0"]);
  });

  test("a thread in the user's home", async () => {
    const document = { id: "T-a", messages: [counted(1)] };
    const items = await readFiles("HOME", { ".local/share/amp/threads/T-a.json": document });
    expect(figuresOf(items)).toEqual(["T-a T-a:1 10/5/100/20/0"]);
  });

  test("a thread without an id is called by its file", async () => {
    expect(figuresOf(await readThread({ id: null, messages: [counted(1)] }))).toEqual([
      "T-a T-a:1 10/5/100/20/0",
    ]);
  });

  test("a folder of another system and a broken commit are not told", async () => {
    const other = { ...tree, uri: "file://%zz", repository: { sha: secret, ref: 1 } };
    const items = await readThread({
      env: { initial: { trees: [other] } },
      messages: [counted(1)],
    });
    expect(items.find(isRun)).toMatchObject({ project: null, branch: null, headCommit: null });
  });

  test("only threads are read", async () => {
    const document = { id: "T-a", messages: [counted(1)] };
    const files = { "threads/other.json": document, "secrets.json": document };
    expect(await readFiles("AMP_DATA_DIR", files)).toEqual([]);
  });
});
