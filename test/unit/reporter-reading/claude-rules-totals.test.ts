import { describe, expect, test } from "vitest";
import { isUsage } from "#test/support/open-logs.ts";
import { assistant, costState, momentAt } from "./support/claude-lines.ts";
import { countsOf, type LogFiles, readClaude } from "./support/log-folder.ts";

/** A line's own counts, so many times, and what side requests have beyond. */
const totals = (lines: number, input = 0, output = 0) => ({
  inputTokens: 100 * lines + input,
  outputTokens: 10 * lines + output,
  cacheReadInputTokens: 1_000 * lines,
  cacheCreationInputTokens: 200 * lines,
  cacheCreationEphemeral5mInputTokens: 200 * lines,
  cacheCreationEphemeral1hInputTokens: 0,
});

async function auxiliaryOf(files: LogFiles): Promise<string[]> {
  const usage = (await readClaude(files)).filter(isUsage);
  const beside = usage.filter((item) => item.auxiliary);
  return beside.map((item) => `${item.runId} ${item.model} ${countsOf(item)}`).toSorted();
}

const opus = "claude-opus-4-6";
const haiku = "claude-haiku-4-5";

describe("what a session used beyond its lines", () => {
  const cases: { why: string; files: LogFiles; figures: string[] }[] = [
    {
      why: "nothing where the totals are the lines'",
      files: { s: [assistant("1", 1), assistant("2", 2), costState(totals(2))] },
      figures: [],
    },
    {
      why: "nothing without totals, as after a kill",
      files: { s: [assistant("1", 1)] },
      figures: [],
    },
    {
      why: "what the last totals have more",
      files: {
        s: [
          assistant("1", 1),
          costState(totals(1, 4, 1)),
          assistant("2", 2),
          costState(totals(2, 7, 3)),
        ],
      },
      figures: [`s ${opus} 7/3/0/0/0`],
    },
    {
      why: "lines after the last totals are not in them",
      files: { s: [assistant("1", 1), costState(totals(1, 7)), assistant("2", 2)] },
      figures: [`s ${opus} 7/0/0/0/0`],
    },
    {
      why: "a sub-agent's lines may end after the session's",
      files: {
        s: [assistant("1", 1), costState(totals(2, 7)), assistant("3", 9)],
        "s/subagents/agent-a1": [assistant("2", 2, { line: { isSidechain: true } })],
      },
      figures: [`s ${opus} 7/0/0/0/0`],
    },
    {
      why: "totals that have less than the lines never make it negative",
      files: { s: [assistant("1", 1), assistant("2", 2), costState(totals(1))] },
      figures: [],
    },
    {
      why: "a model without a line, such as a title's",
      files: { s: [assistant("1", 1), costState(totals(0, 30, 5), haiku)] },
      figures: [`s ${haiku} 30/5/0/0/0`],
    },
    {
      why: "a longer window is the same model",
      files: { s: [assistant("1", 1), costState(totals(1, 7), `${opus}[1m]`)] },
      figures: [`s ${opus} 7/0/0/0/0`],
    },
    {
      why: "both windows of a model together",
      files: {
        s: [
          assistant("1", 1),
          assistant("2", 1),
          {
            type: "cost-state",
            modelUsage: { [opus]: totals(1, 3), [`${opus}[1m]`]: totals(1, 7) },
          },
        ],
      },
      figures: [`s ${opus} 10/0/0/0/0`],
    },
    {
      why: "sub-agents' lines are in the session's totals",
      files: {
        s: [assistant("1", 1), costState(totals(2, 7))],
        "s/subagents/agent-a1": [assistant("2", 2, { line: { isSidechain: true } })],
      },
      figures: [`s ${opus} 7/0/0/0/0`],
    },
    {
      why: "a surplus of output is the partial lines'",
      files: {
        s: [assistant("1", 1, { message: { stop_reason: null } }), costState(totals(1, 7, 500))],
      },
      figures: [`s ${opus} 7/0/0/0/0`],
    },
    {
      why: "hour-long cache writes are apart",
      files: {
        s: [
          costState({ cacheCreationInputTokens: 50, cacheCreationEphemeral1hInputTokens: 30 }),
          assistant("1", 1),
        ],
      },
      figures: [`s ${opus} 0/0/0/0/30`],
    },
  ];

  test.each(cases)("$why", async ({ files, figures }) => {
    expect(await auxiliaryOf(files)).toEqual(figures);
  });

  test("web searches of side requests count", async () => {
    const searches = { server_tool_use: { web_search_requests: 2 } };
    const items = await readClaude({
      s: [
        assistant("1", 1, { usage: searches }),
        costState({ ...totals(1, 7), webSearchRequests: 3 }),
      ],
    });
    expect(items.filter(isUsage).map((item) => item.webSearches)).toEqual([2, 1]);
  });

  test("it has a key of the session and the model, and the time of the last line", async () => {
    const items = await readClaude({ s: [assistant("1", 1), costState(totals(1, 7))] });
    expect(items.filter(isUsage).at(-1)).toMatchObject({
      key: `claude-code:auxiliary:s:${opus}`,
      occurredAt: momentAt(1),
      lowerBound: false,
      provisional: false,
    });
  });
});

/** New versions say on each copied line which session made the request. */
describe.each([
  ["which says so", "s"],
  ["which does not say so", undefined],
])("a fork %s", (_, requestSessionId) => {
  const copy = (id: string, at: number) => assistant(id, at, { line: { requestSessionId } });
  const cases: { why: string; files: LogFiles; figures: string[] }[] = [
    {
      why: "begins with its parent's totals",
      files: {
        s: [assistant("1", 1), costState(totals(1, 7)), assistant("2", 5), costState(totals(2, 9))],
        fork: [copy("1", 1), assistant("3", 10), costState(totals(2, 7 + 4))],
      },
      figures: [`fork ${opus} 4/0/0/0/0`, `s ${opus} 9/0/0/0/0`],
    },
    {
      why: "goes on before its parent",
      files: {
        s: [
          assistant("1", 1),
          costState(totals(2, 7)),
          assistant("2", 20),
          costState(totals(3, 9)),
        ],
        "s/subagents/agent-a1": [assistant("5", 1, { line: { isSidechain: true } })],
        fork: [copy("1", 1), assistant("3", 10), costState(totals(3, 7 + 4))],
      },
      figures: [`fork ${opus} 4/0/0/0/0`, `s ${opus} 9/0/0/0/0`],
    },
    {
      why: "of a parent that had written no totals has only its own",
      files: {
        s: [assistant("1", 1), assistant("2", 5), assistant("4", 20), costState(totals(3, 9))],
        fork: [copy("1", 1), assistant("3", 10), costState(totals(1, 4))],
      },
      figures: [`fork ${opus} 4/0/0/0/0`, `s ${opus} 9/0/0/0/0`],
    },
    {
      why: "of a parent that did not go on",
      files: {
        s: [assistant("1", 1), costState(totals(1, 7))],
        fork: [copy("1", 1), assistant("3", 10), costState(totals(2, 7 + 4))],
      },
      figures: [`fork ${opus} 4/0/0/0/0`, `s ${opus} 7/0/0/0/0`],
    },
    {
      why: "beside another of the same parent",
      files: {
        s: [assistant("1", 1), costState(totals(1, 7))],
        a: [copy("1", 1), assistant("3", 10), costState(totals(2, 7 + 4))],
        b: [copy("1", 1), assistant("4", 20), costState(totals(2, 7 + 2))],
      },
      figures: [`a ${opus} 4/0/0/0/0`, `b ${opus} 2/0/0/0/0`, `s ${opus} 7/0/0/0/0`],
    },
    {
      why: "whose parent is gone has what its parent had beyond its lines",
      files: { a: [copy("1", 1), assistant("3", 10), costState(totals(2, 7 + 4))] },
      figures: [`a ${opus} 11/0/0/0/0`],
    },
  ];

  test.each(cases)("$why", async ({ files, figures }) => {
    expect(await auxiliaryOf(files)).toEqual(figures);
  });
});

test("a fork that says so before its parent's totals are written is none of its parent's origins", async () => {
  const copied = assistant("1", 1, { line: { requestSessionId: "s" } });
  const figures = await auxiliaryOf({
    s: [assistant("1", 1), assistant("2", 20), costState(totals(2, 9))],
    fork: [copied, assistant("3", 10), costState(totals(1, 4))],
  });
  expect(figures).toEqual([`fork ${opus} 4/0/0/0/0`, `s ${opus} 9/0/0/0/0`]);
});

test("totals without the kinds of cache writes are compared by their sum", async () => {
  const split = {
    cache_creation: { ephemeral_5m_input_tokens: 50, ephemeral_1h_input_tokens: 150 },
  };
  const { inputTokens, outputTokens, cacheReadInputTokens, cacheCreationInputTokens } = totals(
    1,
    7,
  );
  const flat = { inputTokens, outputTokens, cacheReadInputTokens, cacheCreationInputTokens };
  const files = { s: [assistant("1", 1, { usage: split }), costState(flat)] };
  expect(await auxiliaryOf(files)).toEqual([`s ${opus} 7/0/0/0/0`]);
});
