import { describe, expect, test } from "vitest";
import { isRun, isUsage } from "#test/support/open-logs.ts";
import { lineageOf, type Line, onlyUsage, toolsOf } from "./support/log-folder.ts";
import {
  type Files,
  readBroken,
  readFiles,
  readSteps,
  secret,
  spoilt,
} from "./support/log-steps.ts";
import { answer, begin, call, readTask, request, second, taskFiles } from "./support/task-logs.ts";

const task = { ui_messages: [request(5)] };

const used = (...models: [at: number, model: unknown][]) => ({
  files_in_context: [{ path: secret }],
  model_usage: models.map(([at, model]) => ({ ts: second(at), model_id: model, mode: "act" })),
});

const asked = (at: number, text: string): Line => ({
  role: "user",
  ts: second(at),
  content: [
    { type: "text", text: `<task>${secret}</task>` },
    { type: "text", text },
  ],
});

const texts = (...list: string[]) => list.map((text) => ({ type: "text", text }));

const named = (at: number, model: string, before = "") =>
  asked(at, `${before}<environment_details>\n<model>${model}</model>\n${secret}`);

describe("which model a request used", () => {
  test.each<[string, Files, string | null]>([
    ["none is named", {}, null],
    ["the latest before", { task_metadata: used([1, "a"], [4, "b"], [9, "c"]) }, "b"],
    ["in any order", { task_metadata: used([9, "c"], [4, "b"], [1, "a"]) }, "b"],
    ["the first where none was before", { task_metadata: used([7, "a"], [9, "b"]) }, "a"],
    ["no broken name", { task_metadata: used([4, 7], [3, "a"]) }, "a"],
    [
      "the first that the conversation names after",
      { api_conversation_history: [named(4, "a"), named(6, "b"), named(8, "c")] },
      "b",
    ],
    [
      "the last where none is after",
      { api_conversation_history: [named(3, "a"), named(4, "b")] },
      "b",
    ],
    [
      "the environment's, not the prompt's",
      { api_conversation_history: [named(6, "a", `<model>${secret}</model>`)] },
      "a",
    ],
    ["no name of another kind", { api_conversation_history: [named(6, `${secret} says`)] }, null],
    [
      "none of a file that was read",
      {
        api_conversation_history: [
          { ...named(6, "a"), content: texts(`<environment_details>\n<model>a</model>`, "x") },
        ],
      },
      null,
    ],
    [
      "none that stands in a line",
      { api_conversation_history: [asked(6, "<environment_details>\n> <model>a</model>")] },
      null,
    ],
    [
      "nothing outside an environment",
      { api_conversation_history: [asked(6, "<model>a</model>")] },
      null,
    ],
    ["no answer's", { api_conversation_history: [{ ...named(6, "a"), role: "assistant" }] }, null],
    [
      "what is noted before what the conversation says",
      { task_metadata: used([1, "a"]), api_conversation_history: [named(6, "b")] },
      "a",
    ],
  ])("%s", async (_, files, model) => {
    expect(onlyUsage(await readTask({ ...task, ...files }))).toMatchObject({ model });
  });

  test("its own message before all", async () => {
    const own = { ui_messages: [request(5, {}, { modelInfo: { modelId: "m" } })] };
    const items = await readTask({ ...own, task_metadata: used([1, "a"]) });
    expect(onlyUsage(items)).toMatchObject({ model: "m" });
  });

  test("another task's files say nothing", async () => {
    const other = taskFiles("cline", { task_metadata: used([1, "a"]) }, "other");
    const items = await readFiles("HOME", { ...taskFiles("cline", task), ...other });
    expect(onlyUsage(items)).toMatchObject({ model: null });
  });
});

const item = (facts: Line = {}): Line => ({
  id: "t",
  ts: begin,
  task: secret,
  tokensIn: 9_999,
  ...facts,
});
const runOf = async (files: Files) => (await readTask({ ...task, ...files })).find(isRun);

describe("what is known of a task", () => {
  test.each<[string, Files]>([
    [
      "Cline's history",
      { "state/taskHistory": [item({ cwdOnTaskInitialization: `/${secret}/shop` })] },
    ],
    ["Roo's item", { history_item: item({ workspace: `/${secret}/shop` }) }],
    ["Roo's index", { "tasks/_index": { entries: [item({ workspace: `/${secret}/shop` })] } }],
  ])("%s names its folder, and its prompt is no title", async (_, files) => {
    expect(await runOf(files)).toMatchObject({
      runId: "t",
      startedAt: second(5),
      project: { key: "folder/shop" },
      title: null,
      agentType: null,
    });
  });

  test("its version is the last that it was opened with", async () => {
    const environment_history = ["3.1", "3.2", 7].map((cline_version) => ({ cline_version }));
    const version = { task_metadata: { environment_history } };
    expect(await runOf(version)).toMatchObject({ version: "3.2" });
  });

  test.each([
    ["code", "code"],
    [undefined, "subtask"],
  ])("a subtask is a run below its parent: %s", async (mode, agentType) => {
    const items = await readFiles("HOME", {
      ...taskFiles("roo-code", task),
      ...taskFiles("roo-code", task, "p"),
      ...taskFiles("roo-code", { history_item: item({ parentTaskId: "p", mode }) }),
    });
    expect(lineageOf(items)).toEqual(["p < null (p)", "t < p (p)"]);
    expect(items.filter(isRun).find((run) => run.runId === "t")).toMatchObject({ agentType });
  });

  test("no task is its own parent", async () => {
    expect(await runOf({ history_item: item({ parentTaskId: "t" }) })).toMatchObject({
      parentRunId: null,
      rootRunId: "t",
    });
  });

  test("a history tells of no task that has used nothing", async () => {
    expect(await readTask({ "state/taskHistory": [item(), item({ id: "u" })] })).toEqual([]);
  });
});

test("files that grow beside each other are read as if at once", async () => {
  const history = [named(1, "a"), call(2), answer(4), named(6, "b")];
  const steps: Files[] = [
    { api_conversation_history: history.slice(0, 2) },
    task,
    { task_metadata: { model_usage: [] } },
    { api_conversation_history: history.slice(0, 3) },
    { api_conversation_history: "[{" },
    { task_metadata: used([9, "late"]), "state/taskHistory": [{ id: "t", workspace: "/a/b" }] },
    { api_conversation_history: history, task_metadata: used([1, "early"], [9, "late"]) },
  ];
  const items = await readSteps(
    "HOME",
    steps.map((files) => taskFiles("cline", files)),
  );
  expect(onlyUsage(items)).toMatchObject({ model: "early" });
  expect(toolsOf(items)).toMatchObject([{ outcome: "ok", durationMs: 2_000 }]);
});

test("no broken file harms its task", async () => {
  const entry = { id: "t", parentTaskId: "p", workspace: "/a", mode: "m" };
  const documents: Files = {
    task_metadata: { ...used([1, "a"]), environment_history: [{ cline_version: "1" }] },
    api_conversation_history: [call(1), answer(2, { is_error: true }), named(3, "a")],
    history_item: entry,
    "state/taskHistory": [entry],
  };
  const all = Object.entries(documents).flatMap(([name, document]) =>
    [...spoilt(document)].map((one) => ({ ...task, [name]: one })),
  );
  const files = all.map((one, at) => taskFiles("cline", one, `b${at}`));
  const items = await readBroken("HOME", Object.assign({}, ...files));
  expect(items.filter(isUsage)).toHaveLength(all.length);
});
