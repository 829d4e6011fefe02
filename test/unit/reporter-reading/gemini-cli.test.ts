import { describe, expect, test } from "vitest";
import { isUsage } from "#test/support/open-logs.ts";
import { momentAt } from "./support/claude-lines.ts";
import {
  geminiCall,
  geminiHeader,
  geminiId,
  geminiLines,
  geminiMessage,
} from "./support/gemini-lines.ts";
import { figuresOf, type Line, type LogFiles, onlyUsage } from "./support/log-folder.ts";
import { expectNothingOf, expectSteady, growing, readFiles, stageOf } from "./support/stages.ts";

const chats = "tmp/shop/chats";
const file = `${chats}/session-2026-06-01T10-00-s1.jsonl`;
const documentFile = `${chats}/session-2026-06-01T10-00-s1.json`;
const header = geminiHeader("s1", 0);

const read = (files: LogFiles) => readFiles("GEMINI_DATA_DIR", stageOf(files));
const readDocument = (document: unknown) =>
  readFiles("GEMINI_DATA_DIR", { [documentFile]: JSON.stringify(document) });

const tokens = (counts: Line): Line => ({ tokens: counts });
const callAt = (at: number) => geminiCall(`c${at}`, at);
const [first, second] = [geminiId(1), geminiId(2)];

describe("usage", () => {
  const cases: { why: string; lines: Line[]; events: string[] }[] = [
    {
      why: "cached is a part of the input, thoughts stand beside the output",
      lines: [geminiMessage(first, 1)],
      events: [`s1 ${first} 40/15/60/0/0`],
    },
    {
      why: "what tools put into a prompt is input",
      lines: [
        geminiMessage(
          first,
          1,
          tokens({ input: 100, output: 10, cached: 60, tool: 7, total: 117 }),
        ),
      ],
      events: [`s1 ${first} 47/10/60/0/0`],
    },
    {
      why: "a message that is written again with its tools counts once",
      lines: [
        geminiMessage(first, 1),
        geminiMessage(first, 1, { toolCalls: [geminiCall("c1", 2)] }),
      ],
      events: [`s1 ${first} 40/15/60/0/0`],
    },
    {
      why: "the history that a resume writes again counts once",
      lines: [
        geminiMessage(first, 1),
        { $set: { messages: [geminiMessage(first, 1), geminiMessage(second, 2)] } },
      ],
      events: [`s1 ${first} 40/15/60/0/0`, `s1 ${second} 40/15/60/0/0`],
    },
    {
      why: "the last line of a message has the final count",
      lines: [
        geminiMessage(first, 1, tokens({ input: 100, output: 1, cached: 60 })),
        geminiMessage(first, 1, tokens({ input: 100, output: 10, cached: 60 })),
      ],
      events: [`s1 ${first} 40/10/60/0/0`],
    },
    {
      why: "an id of its own is the key, another one only within its session",
      lines: [geminiMessage("0123456789abcdef0123456789abcdef", 1), geminiMessage("m1", 2)],
      events: ["s1 0123456789abcdef0123456789abcdef 40/15/60/0/0", "s1 s1:m1 40/15/60/0/0"],
    },
    {
      why: "what the user wrote has no usage, whatever stands in it",
      lines: [geminiMessage(first, 1), { ...geminiMessage(second, 2), type: "user" }],
      events: [`s1 ${first} 40/15/60/0/0`],
    },
    {
      why: "counts of the wrong kind are none",
      lines: [geminiMessage(first, 1, tokens({ input: "9", output: 10, cached: -5, tool: null }))],
      events: [`s1 ${first} 0/10/0/0/0`],
    },
    { why: "a session without an answer", lines: [], events: [] },
  ];

  test.each(cases)("$why", async ({ lines, events }) => {
    expect(figuresOf(await read({ [file]: [header, ...lines] }))).toEqual(events);
  });

  test("model, time and thoughts are told", async () => {
    const items = await read({ [file]: [header, geminiMessage(first, 1)] });
    expect(onlyUsage(items)).toMatchObject({
      key: `gemini-cli:${first}`,
      model: "gemini-2.5-pro",
      occurredAt: momentAt(1),
      reasoning: 5,
      lowerBound: false,
    });
  });

  test("a message in two sessions counts for the one that began first", async () => {
    const items = await read({
      [`${chats}/session-a.jsonl`]: [geminiHeader("a", 9), geminiMessage(first, 10)],
      [`${chats}/session-b.jsonl`]: [geminiHeader("b", 0), geminiMessage(first, 10)],
    });
    expect(figuresOf(items)).toEqual([`b ${first} 40/15/60/0/0`]);
  });
});

describe("the document of old versions", () => {
  const cases: { why: string; messages: Line[]; bounds: boolean[] }[] = [
    { why: "an answer is whole", messages: [geminiMessage(first, 1)], bounds: [false] },
    {
      why: "tools that were called at once belong to their message",
      messages: [
        geminiMessage(first, 1, { toolCalls: [callAt(2), callAt(2)] }),
        geminiMessage(second, 3),
      ],
      bounds: [false, false],
    },
    {
      why: "a later call is of a turn whose tokens are lost",
      messages: [
        geminiMessage(first, 1, { toolCalls: [callAt(2), callAt(4)] }),
        geminiMessage(second, 5),
      ],
      bounds: [true, false],
    },
    {
      why: "a turn that only called a tool may have lost all counts",
      messages: [
        geminiMessage(first, 1, { toolCalls: [callAt(2)], tokens: { input: 0, output: 0 } }),
        geminiMessage(second, 3),
      ],
      bounds: [true, false],
    },
  ];

  test.each(cases)("$why", async ({ messages, bounds }) => {
    const items = await readDocument({ ...header, messages });
    expect(items.filter(isUsage).map(({ lowerBound }) => lowerBound)).toEqual(bounds);
  });

  test("read while it is rewritten, also torn, it says what it says at last", async () => {
    const called = geminiMessage(first, 1, { toolCalls: [callAt(2)] });
    const histories = [
      [],
      [geminiMessage(first, 1)],
      [called],
      [called, geminiMessage(second, 3)],
      [called, geminiMessage(second, 3, { toolCalls: [callAt(4), callAt(6)] })],
    ];
    const texts = histories.map((messages) => JSON.stringify({ ...header, messages }, null, 2));
    const torn = texts.flatMap((text) => [text.slice(0, text.length / 2), text]);
    await expectSteady(
      "GEMINI_DATA_DIR",
      torn.map((text) => ({ [documentFile]: text })),
    );
  });

  test.each(["", "null", "[]", "7", '{"messages": [null, 3, {"type": "gemini"}]}'])(
    "%s holds nothing",
    async (text) => {
      expect(await readFiles("GEMINI_DATA_DIR", { [documentFile]: text })).toEqual([]);
    },
  );
});

describe("reading", () => {
  const all = { [`${chats}/s1/a1.jsonl`]: [geminiHeader("a1", 3), geminiMessage(second, 4)] };

  test("in steps is as at once", async () => {
    await expectSteady("GEMINI_DATA_DIR", growing({ ...all, [file]: geminiLines }));
  });

  test("nothing of content is kept", async () => {
    expectNothingOf(await read({ ...all, [file]: geminiLines }), "SECRET");
  });

  test("what is broken costs nothing else", async () => {
    const broken = [
      '{"sessionId": 7, "startTime": {}}',
      '{"id": "x", "type": "gemini", "tokens": []}',
      '{"__proto__": {"id": "y"}, "type": "gemini", "tokens": {"input": 5}}',
      '{"$set": {"messages": {"id": "z"}}}',
      "{torn",
      "[1, 2]",
      "\0\0",
    ];
    const good = stageOf({ [file]: geminiLines })[file] ?? "";
    const text = good.replaceAll("\n", `\n${broken.join("\n")}\n`);
    const whole = await readFiles("GEMINI_DATA_DIR", { [file]: good });
    expect(figuresOf(await readFiles("GEMINI_DATA_DIR", { [file]: text }))).toEqual(
      figuresOf(whole),
    );
  });

  test("ids of any length make keys that may be sent", async () => {
    const long = "x".repeat(5_000);
    const call = geminiCall(`${long}1`, 2);
    const items = await read({
      [file]: [geminiHeader(long, 0), geminiMessage(long, 1, { toolCalls: [call] })],
    });
    expect(items.map(({ type }) => type)).toEqual(["run", "usage", "tool"]);
  });
});
