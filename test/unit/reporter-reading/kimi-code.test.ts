import { describe, expect, test } from "vitest";
import { isRun, isUsage } from "#test/support/open-logs.ts";
import { momentAt } from "./support/claude-lines.ts";
import {
  code,
  codeLines,
  codeRecord,
  codeRequest,
  codeState,
  codeStepEnd,
} from "./support/kimi-lines.ts";
import { figuresOf, type Line, lineageOf, onlyUsage } from "./support/log-folder.ts";
import { expectNothingOf, expectSteady, growing, readFiles, stageOf } from "./support/stages.ts";

const folder = "sessions/wd_shop_ac3b/session_1";
const file = `${folder}/agents/main/wire.jsonl`;
const run = "session_1";

const readIn = (files: Record<string, Line[]>) => readFiles("KIMI_CODE_HOME", stageOf(files));
const read = (lines: Line[]) => readIn({ [file]: lines });

describe("usage", () => {
  const cases: { why: string; lines: Line[]; events: string[] }[] = [
    {
      why: "a step's end and the record after it are of one response",
      lines: [codeRequest(1), codeStepEnd("m1", 2), codeRecord(2)],
      events: [`${run} m1 40/10/60/0/0`],
    },
    {
      why: "steps that used the same are two",
      lines: [codeStepEnd("m1", 2), codeRecord(2), codeStepEnd("m2", 3), codeRecord(3)],
      events: [`${run} m1 40/10/60/0/0`, `${run} m2 40/10/60/0/0`],
    },
    {
      why: "a record of other counts is another response",
      lines: [codeStepEnd("m1", 2), codeRecord(2, { output: 9 })],
      events: [`${run} m1 40/10/60/0/0`, `${run} ${run}:usage:1 40/9/60/0/0`],
    },
    {
      why: "the other way round",
      lines: [codeRecord(2), codeStepEnd("m1", 2)],
      events: [`${run} ${run}:usage:1 40/10/60/0/0`],
    },
    {
      why: "a step without a record",
      lines: [codeStepEnd("m1", 2), codeRequest(3), codeRecord(4)],
      events: [`${run} m1 40/10/60/0/0`, `${run} ${run}:usage:1 40/10/60/0/0`],
    },
    {
      why: "a compaction has a record alone, of the session",
      lines: [
        codeStepEnd("m1", 2),
        codeRecord(2),
        codeRecord(3, {}, { usageScope: "session" }),
        codeRecord(4, { output: 9 }, { usageScope: "session" }),
      ],
      events: [
        `${run} m1 40/10/60/0/0`,
        `${run} ${run}:usage:1 40/10/60/0/0`,
        `${run} ${run}:usage:2 40/9/60/0/0`,
      ],
    },
    {
      why: "a response without an id is its step's",
      lines: [codeStepEnd(undefined, 2), codeRecord(2)],
      events: [`${run} step-2 40/10/60/0/0`],
    },
    {
      why: "requests that were tried again used nothing",
      lines: [codeRequest(1), codeRequest(2), codeRequest(3)],
      events: [],
    },
    {
      why: "cache writes, and counts of the wrong kind",
      lines: [codeStepEnd("m1", 2, { inputCacheCreation: 5, output: "9", inputOther: null })],
      events: [`${run} m1 0/0/60/5/0`],
    },
  ];

  test.each(cases)("$why", async ({ lines, events }) => {
    expect(figuresOf(await read(lines))).toEqual(events);
  });

  const models: { why: string; lines: Line[]; model: string | null }[] = [
    {
      why: "an alias is what its request says",
      lines: [codeRequest(1), codeRecord(2)],
      model: "kimi-k2",
    },
    { why: "an alias that no request told", lines: [codeRecord(2)], model: "moonshot/kimi" },
    { why: "the last request's", lines: [codeRequest(1), codeStepEnd("m", 2)], model: "kimi-k2" },
    { why: "no request", lines: [codeStepEnd("m1", 2)], model: null },
    {
      why: "the record tells what the step did not",
      lines: [codeStepEnd("m1", 2), codeRecord(2)],
      model: "moonshot/kimi",
    },
  ];

  test.each(models)("model: $why", async ({ lines, model }) => {
    expect(onlyUsage(await read(lines))).toMatchObject({ model, occurredAt: momentAt(2) });
  });
});

const readWithState = (state: Line) =>
  readFiles("KIMI_CODE_HOME", {
    ...stageOf({ [file]: [codeRecord(2)] }),
    [`${folder}/state.json`]: JSON.stringify(state, null, 2),
  });

describe("runs", () => {
  test("the state tells folder and beginning; a title that is a prompt is none", async () => {
    expect((await readWithState(codeState)).find(isRun)).toMatchObject({
      runId: run,
      startedAt: momentAt(0),
      title: null,
      project: { name: "shop" },
    });
  });

  test("a title that the user gave", async () => {
    const items = await readWithState({ ...codeState, isCustomTitle: true, title: "Greets" });
    expect(items.find(isRun)).toMatchObject({ title: "Greets" });
  });

  test("a session without a state may tell its folder itself", async () => {
    const environmentDisclosure = { cwd: "/srv/work/shop" };
    const bind = code("profile.bind", 1, { environmentDisclosure, profileName: "agent" });
    const items = await read([bind, codeRecord(2)]);
    expect(items.find(isRun)).toMatchObject({ project: { name: "shop" }, agentType: null });
  });

  test("a sub-agent's file is a run of its session", async () => {
    const items = await readIn({
      [file]: [codeRecord(1)],
      [`${folder}/agents/agent-0/wire.jsonl`]: [
        code("config.update", 2, { cwd: "/srv/work/shop", profileName: "explore" }),
        codeRecord(3),
      ],
    });
    expect(lineageOf(items)).toEqual([
      `${run} < null (${run})`,
      `${run}:agent-0 < ${run} (${run})`,
    ]);
    expect(items.filter(isRun).map(({ agentType }) => agentType)).toContain("explore");
    expect(
      items
        .filter(isUsage)
        .map(({ key }) => key)
        .toSorted(),
    ).toEqual([`kimi:${run}:agent-0:usage:1`, `kimi:${run}:usage:1`]);
  });
});

describe("reading", () => {
  test("in steps is as at once", async () => {
    const agent = `${folder}/agents/agent-0/wire.jsonl`;
    const state = { [`${folder}/state.json`]: `${JSON.stringify(codeState)}\n` };
    const stages = growing({ [file]: codeLines, [agent]: [codeRecord(9)] });
    const titled = { ...codeState, isCustomTitle: true, title: "Greets" };
    await expectSteady("KIMI_CODE_HOME", [
      ...stages,
      { ...stages.at(-1), ...state },
      { ...stages.at(-1), [`${folder}/state.json`]: `${JSON.stringify(titled)}\n` },
    ]);
  });

  test("a file that was rewritten begins again", async () => {
    const stages = [codeLines, [codeRequest(0), ...codeLines]];
    await expectSteady(
      "KIMI_CODE_HOME",
      stages.map((lines) => stageOf({ [file]: lines })),
    );
  });

  test("nothing of content is kept", async () => {
    const items = await readFiles("KIMI_CODE_HOME", {
      ...stageOf({ [file]: codeLines }),
      [`${folder}/state.json`]: JSON.stringify(codeState),
    });
    expectNothingOf(items, "SECRET");
  });

  test("what is broken costs nothing else", async () => {
    const broken = [
      '{"type": "usage.record", "usage": []}',
      '{"type": "context.append_loop_event", "event": {"type": "step.end", "usage": {}}}',
      '{"type": "context.append_loop_event", "event": {"type": "tool.result", "toolCallId": []}}',
      '{"type": "config.update", "cwd": {}, "profileName": 7}',
      '{"type": "constructor"}',
      '{"type": "usage.record", "usage"',
    ];
    const good = stageOf({ [file]: codeLines })[file] ?? "";
    const text = good.replaceAll("\n", `\n${broken.join("\n")}\n`);
    const stage = { [file]: text, [`${folder}/state.json`]: "[null" };
    expect(figuresOf(await readFiles("KIMI_CODE_HOME", stage))).toEqual(
      figuresOf(await readFiles("KIMI_CODE_HOME", { [file]: good })),
    );
  });
});
