import { describe, expect, test } from "vitest";
import { isRun, isUsage } from "#test/support/open-logs.ts";
import { figuresOf, lineageOf, type Line, onlyUsage } from "./support/log-folder.ts";
import {
  readBroken,
  readFiles,
  readStaying,
  readSteps,
  secret,
  spoilt,
} from "./support/log-steps.ts";
import {
  counts,
  readTask,
  request,
  type Runtime,
  say,
  second,
  storages,
  taskFiles,
} from "./support/task-logs.ts";

const keyAt = (at: number) => `t t:${second(at)}`;

describe("what a task has used", () => {
  test.each<[string, Line[], string[]]>([
    [
      "each request",
      [say(0, "text", secret), request(1), request(3)],
      [`${keyAt(1)} 1000/5/100/20/0`, `${keyAt(3)} 1000/5/100/20/0`],
    ],
    ["a request that has only begun", [say(1, "api_req_started", { request: secret })], []],
    ["a request without an answer's counts", [say(1, "api_req_started", "{torn")], []],
    ["what was asked", [{ ...request(1), type: "ask" }], []],
    ["other counts", [say(1, "api_req_finished", counts())], []],
    ["a message without a time", [{ ...request(1), ts: null }], []],
    [
      "an ISO time",
      [{ ...request(1), ts: "2026-01-02T00:00:01Z" }],
      [`${keyAt(1)} 1000/5/100/20/0`],
    ],
    ["deleted requests", [say(4, "deleted_api_reqs", counts())], [`${keyAt(4)} 1000/5/100/20/0`]],
    ["sub-agents that used nothing", [say(4, "subagent_usage", {})], []],
    ["nothing deleted", [say(4, "deleted_api_reqs", {})], []],
    ["a context made shorter for nothing", [say(4, "condense_context", secret)], []],
  ])("%s", async (_, messages, figures) => {
    expect(figuresOf(await readTask({ ui_messages: messages }))).toEqual(figures);
  });

  test.each<[string, Line, Line]>([
    [
      "its time, and what it says it cost",
      request(7),
      { occurredAt: second(7), vendorCostNanoUsd: 500_000_000, lowerBound: false },
    ],
    ["no cost", request(7, { cost: undefined }), { vendorCostNanoUsd: null }],
    ["a cost of 0, as of an unknown price", request(7, { cost: 0 }), { vendorCostNanoUsd: null }],
    ["one that broke off", request(7, { cancelReason: "user_cancelled" }), { lowerBound: true }],
    ["its model", request(7, {}, { modelInfo: { modelId: "m" } }), { model: "m" }],
    ["its model beside the counts", request(7, { model: "m" }), { model: "m" }],
    [
      "a context made shorter, of which the cost alone is known",
      { ...say(7, "condense_context", secret), contextCondense: { cost: 0.25, summary: secret } },
      { input: 0, output: 0, model: null, vendorCostNanoUsd: 250_000_000, lowerBound: true },
    ],
  ])("%s", async (_, message, item) => {
    expect(onlyUsage(await readTask({ ui_messages: [message] }))).toMatchObject(item);
  });

  test.each<[Runtime, Line, string]>([
    ["cline", {}, "1000/5/100/20/0"],
    ["roo-code", {}, "880/5/100/20/0"],
    ["kilo-code", {}, "880/5/100/20/0"],
    // It cannot hold them.
    ["roo-code", { tokensIn: 119 }, "119/5/100/20/0"],
    ["roo-code", { tokensIn: 120 }, "0/5/100/20/0"],
  ])("%s counts caches in its input or beside it: %j", async (runtime, facts, figure) => {
    const items = await readTask({ ui_messages: [request(1, facts)] }, runtime);
    expect(figuresOf(items)).toEqual([`${keyAt(1)} ${figure}`]);
    expect(items.every((item) => item.runtime === runtime)).toBe(true);
  });

  test.each(["subagents", "advisor"])("%s are a run below the task", async (source) => {
    const items = await readTask({
      ui_messages: [request(1), say(5, "subagent_usage", counts({ source }))],
    });
    const below = `t:${second(5)}`;
    expect(lineageOf(items)).toEqual(["t < null (t)", `${below} < t (t)`]);
    expect(figuresOf(items)[1]).toBe(`${below} ${below} 1000/5/100/20/0`);
    expect(items.filter(isUsage)[1]).toMatchObject({ model: null, lowerBound: false });
    const types = items.filter(isRun).map((run) => run.agentType);
    expect(types).toEqual([null, source === "advisor" ? "advisor" : "subagent"]);
  });
});

test("a task that grows is read as if at once", async () => {
  const messages = [
    say(0, "text", secret),
    say(1, "api_req_started", { request: secret }),
    request(3),
  ];
  const steps = [
    { ui_messages: messages.slice(0, 1) },
    { ui_messages: messages.slice(0, 2) },
    { ui_messages: [messages[0], request(1, { tokensOut: 1, cacheReads: 0, cost: 0.1 })] },
    { ui_messages: '[{"ts": 1, "ty' },
    { ui_messages: [messages[0], request(1), request(3, { cancelReason: "x", tokensOut: 1 })] },
    { ui_messages: "" },
    { ui_messages: [messages[0], request(1), request(3)] },
  ];
  for (const runtime of ["cline", "roo-code"] as const) {
    const items = await readSteps(
      "HOME",
      steps.map((files) => taskFiles(runtime, files)),
    );
    const input = runtime === "cline" ? 1_000 : 880;
    expect(figuresOf(items).map((figure) => figure.split(" ")[2])).toEqual([
      `${input}/5/100/20/0`,
      `${input}/5/100/20/0`,
    ]);
    expect(items.filter(isUsage).some((item) => item.lowerBound)).toBe(false);
  }
});

async function figuresAfter(steps: Line[][]) {
  const files = steps.map((messages) => taskFiles("cline", { ui_messages: messages }));
  return figuresOf(await readStaying("HOME", files));
}

test.each([
  ["what was not seen of it", 1.25, 750_000_000],
  ["nothing that is known where the price is not", 0, null],
])("what is deleted costs %s", async (_, cost, vendorCostNanoUsd) => {
  const deleted = say(9, "deleted_api_reqs", counts({ tokensIn: 3_000, cost }));
  const files = [[request(1)], [deleted]].map((messages) =>
    taskFiles("cline", { ui_messages: messages }),
  );
  const items = (await readStaying("HOME", files)).filter(isUsage);
  expect(items.at(-1)).toMatchObject({ input: 2_000, model: null, vendorCostNanoUsd });
});

test.each(["deleted_api_reqs", "api_req_deleted"])(
  "%s counts what was not seen before it was deleted",
  async (name) => {
    const deleted = (at: number, times: number) =>
      say(at, name, {
        tokensIn: 1_000 * times,
        tokensOut: 5 * times,
        cacheReads: 100 * times,
        cacheWrites: 20 * times,
        cost: 0.5 * times,
      });
    const all = [request(1), request(2), request(3)];
    const seen = all.map((_, at) => `${keyAt(at + 1)} 1000/5/100/20/0`);
    // Both others were seen.
    expect(await figuresAfter([all, [request(1), deleted(9, 2)]])).toEqual(seen);
    // One was not.
    expect(await figuresAfter([all.slice(0, 2), [request(1), deleted(9, 2)]])).toEqual([
      ...seen.slice(0, 2),
      `${keyAt(9)} 1000/5/100/20/0`,
    ]);
    // And one more is deleted later, which was seen.
    const later = [deleted(9, 2), deleted(11, 1)];
    expect(await figuresAfter([all.slice(0, 2), [request(1), deleted(9, 2)], later])).toEqual([
      ...seen.slice(0, 2),
      `${keyAt(9)} 1000/5/100/20/0`,
    ]);
    // None was.
    expect(await figuresAfter([[request(1), deleted(9, 2)]])).toEqual([
      `${keyAt(1)} 1000/5/100/20/0`,
      `${keyAt(9)} 2000/10/200/40/0`,
    ]);
  },
);

describe("where tasks are found", () => {
  const task = { ui_messages: [request(1)] };

  test("in each editor and on each system", async () => {
    const places = [
      storages.cline,
      ".config/Code - Insiders/User/globalStorage/saoudrizwan.claude-dev",
      "Library/Application Support/Windsurf/User/globalStorage/saoudrizwan.claude-dev",
      "AppData/Roaming/Code/User/globalStorage/saoudrizwan.cline-nightly",
      ".vscode-server/data/User/globalStorage/saoudrizwan.claude-dev",
      ".cline/data",
    ];
    const files = places.map((place, at) => [
      `${place}/tasks/t${at}/ui_messages.json`,
      task.ui_messages,
    ]);
    const items = await readFiles("HOME", Object.fromEntries(files));
    expect(
      items
        .filter(isRun)
        .map((run) => run.runId)
        .toSorted(),
    ).toEqual(places.map((_, at) => `t${at}`));
  });

  test.each([
    ["CLINE_DATA_DIR", "tasks/t/ui_messages.json"],
    ["CLINE_DIR", "data/tasks/t/ui_messages.json"],
    ["XDG_CONFIG_HOME", `${storages.cline}/tasks/t/ui_messages.json`.replace(".config/", "")],
    ["APPDATA", "Code/User/globalStorage/saoudrizwan.claude-dev/tasks/t/ui_messages.json"],
  ])("below %s", async (env, name) => {
    const items = await readFiles(env, { [name]: task.ui_messages });
    expect(figuresOf(items)).toEqual([`${keyAt(1)} 1000/5/100/20/0`]);
  });

  test("the repositories of checkpoints are passed over", async () => {
    const files = { [`${storages.cline}/tasks/.git/ui_messages.json`]: task.ui_messages };
    expect(await readFiles("HOME", { ...files, ...taskFiles("cline", { other: [] }) })).toEqual([]);
  });
});

test("no broken task harms another", async () => {
  const messages = [
    request(1, { cancelReason: "x" }, { modelInfo: { modelId: "m" } }),
    say(2, "subagent_usage", counts()),
    { ...say(3, "condense_context", ""), contextCondense: { cost: 1 } },
    say(4, "deleted_api_reqs", counts()),
  ];
  const texts = [...spoilt(counts())].map((one) => [say(1, "api_req_started", one ?? "null")]);
  const broken = [...spoilt(messages), ...texts].map((one, at) =>
    taskFiles("cline", { ui_messages: one }, `b${at}`),
  );
  const good = taskFiles("cline", { ui_messages: [request(1)] }, "good");
  const items = await readBroken("HOME", Object.assign({}, ...broken, good));
  expect(items.filter(isUsage).find(({ runId }) => runId === "good")).toBeDefined();
});
