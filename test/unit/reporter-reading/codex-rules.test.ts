import { describe, expect, test } from "vitest";
import { isUsage } from "#test/support/open-logs.ts";
import { event, meta, momentAt, record, tokens, turn } from "./support/codex-lines.ts";
import { countsOf, type Line, onlyUsage, readCodex } from "./support/log-folder.ts";

const counter = (facts: Line) => event("token_count", 1, { info: { total_token_usage: facts } });

const settings = (at: number, facts: Line) =>
  event("thread_settings_applied", at, { thread_settings: facts });

const response = (at: number) => tokens(at, [100 * at, 10 * at], [100, 10]);

/** What one thread's lines after its first come to: each event as input/output/cached. */
async function eventsOf(lines: Line[]): Promise<string[]> {
  const items = await readCodex({ a: [meta("a", 0), ...lines] });
  return items.filter(isUsage).map((one) => countsOf(one).replace(/\/0\/0$/, ""));
}

describe("the thread's counter", () => {
  const cases: { why: string; lines: Line[]; events: string[] }[] = [
    {
      why: "the first total counts by its last response",
      lines: [tokens(1, [1_000, 100, 400], [300, 30, 100])],
      events: ["200/30/100"],
    },
    {
      why: "the first total without a last response is all there is",
      lines: [tokens(1, [1_000, 100, 400])],
      events: ["600/100/400"],
    },
    {
      why: "the same total again is a repeat, whatever the last response says",
      lines: [
        tokens(1, [300, 30], [300, 30]),
        tokens(2, [300, 30], [300, 30]),
        tokens(3, [300, 30], [9, 9]),
      ],
      events: ["300/30/0"],
    },
    {
      why: "no information yet",
      lines: [
        event("token_count", 1, { info: null, rate_limits: {} }),
        tokens(2, [300, 30], [300, 30]),
      ],
      events: ["300/30/0"],
    },
    {
      why: "a jump counts whole, also where it is more than the last response",
      lines: [tokens(1, [300, 30], [300, 30]), tokens(2, [1_000, 80, 500], [200, 10, 100])],
      events: ["300/30/0", "200/50/500"],
    },
    {
      why: "a counter below what was seen began again, and counts by its last response",
      lines: [
        tokens(1, [300, 30], [300, 30]),
        tokens(2, [200, 90], [150, 20]),
        tokens(3, [260, 95], [60, 5]),
      ],
      events: ["300/30/0", "150/20/0", "60/5/0"],
    },
    {
      why: "a counter whose output alone is below began again",
      lines: [tokens(1, [300, 30], [300, 30]), tokens(2, [400, 20])],
      events: ["300/30/0", "400/20/0"],
    },
    {
      why: "the total of an estimate after a compaction is not looked at",
      lines: [
        tokens(1, [300, 30], [300, 30]),
        event("token_count", 2, {
          info: {
            total_token_usage: { input_tokens: 300, output_tokens: 30, total_tokens: 330 },
            last_token_usage: { input_tokens: 0, output_tokens: 0, total_tokens: 99_999 },
          },
        }),
      ],
      events: ["300/30/0"],
    },
    {
      why: "responses of a turn each count",
      lines: [turn("t1", 1), tokens(2, [100, 10], [100, 10]), tokens(3, [300, 30], [200, 20])],
      events: ["100/10/0", "200/20/0"],
    },
    { why: "an empty rollout", lines: [], events: [] },
  ];

  test.each(cases)("$why", async ({ lines, events }) => {
    expect(await eventsOf(lines)).toEqual(events);
  });
});

describe("responses with ids of their own", () => {
  const first = record("r1", 1, { own: [300, 30, 100], thread: [300, 30, 100] });
  const second = record("r2", 3, { own: [400, 40], thread: [700, 70, 100] });
  const cases: { why: string; lines: Line[]; events: string[] }[] = [
    {
      why: "the counter after a response repeats it",
      lines: [
        first,
        tokens(2, [300, 30, 100], [300, 30, 100]),
        second,
        tokens(4, [700, 70, 100], [400, 40]),
      ],
      events: ["200/30/100", "400/40/0"],
    },
    { why: "a response that stands twice", lines: [first, first], events: ["200/30/100"] },
    {
      why: "what the counter has beyond the responses is one more",
      lines: [first, tokens(2, [350, 35, 100], [50, 5])],
      events: ["200/30/100", "50/5/0"],
    },
    {
      why: "a response without the thread's counter is known from the counter",
      lines: [
        { type: "token_usage_record", payload: { response_id: "r1", usage: { input_tokens: 1 } } },
        tokens(2, [300, 30], [300, 30]),
      ],
      events: ["300/30/0"],
    },
  ];

  test.each(cases)("$why", async ({ lines, events }) => {
    expect(await eventsOf(lines)).toEqual(events);
  });

  test("the key is the response's id", async () => {
    const item = onlyUsage(await readCodex({ a: [meta("a", 0), first] }));
    expect(item).toMatchObject({ key: "codex:r1", requestId: "r1", occurredAt: momentAt(1) });
  });
});

describe("counts", () => {
  test.each([
    ["cached is a part of input", { input_tokens: 100, cached_input_tokens: 60 }, "40/0/60/0/0"],
    [
      "cache writes are a part of input",
      { input_tokens: 100, cached_input_tokens: 60, cache_write_input_tokens: 30 },
      "10/0/60/30/0",
    ],
    ["more cached than input", { input_tokens: 10, cached_input_tokens: 60 }, "0/0/60/0/0"],
    [
      "null, negative and fractions",
      { input_tokens: 9.0, cached_input_tokens: null, output_tokens: -4 },
      "9/0/0/0/0",
    ],
  ])("%s", async (_, facts, counts) => {
    expect(countsOf(onlyUsage(await readCodex({ a: [meta("a", 0), counter(facts)] })))).toBe(
      counts,
    );
  });

  test("reasoning is a part of output", async () => {
    const files = { a: [meta("a", 0), tokens(1, [100, 50, 0, 20])] };
    expect(onlyUsage(await readCodex(files))).toMatchObject({ output: 50, reasoning: 20 });
  });
});

describe("the model and the tier of a response", () => {
  const cases: { why: string; lines: Line[]; told: string[] }[] = [
    { why: "none yet is unknown", lines: [response(1)], told: ["null null"] },
    {
      why: "the latest turn's",
      lines: [turn("t1", 1), response(2), turn("t2", 3, "gpt-5.5-mini"), response(4)],
      told: ["gpt-5.5 null", "gpt-5.5-mini null"],
    },
    {
      why: "a turn that names none leaves it",
      lines: [turn("t1", 1), turn("t2", 2, null), response(3)],
      told: ["gpt-5.5 null"],
    },
    {
      why: "the settings', and the tier stays until another is named",
      lines: [
        settings(1, { model: "gpt-5.5", service_tier: "priority" }),
        response(2),
        settings(3, { model: "gpt-5.5-mini" }),
        response(4),
        settings(5, { service_tier: "default" }),
        response(6),
      ],
      told: ["gpt-5.5 priority", "gpt-5.5-mini priority", "gpt-5.5-mini default"],
    },
  ];

  test.each(cases)("$why", async ({ lines, told }) => {
    const items = (await readCodex({ a: [meta("a", 0), ...lines] })).filter(isUsage);
    expect(items.map(({ model, serviceTier }) => `${model} ${serviceTier}`)).toEqual(told);
  });

  test("the thread's first line may name one", async () => {
    const files = { a: [meta("a", 0, { model: "gpt-5" }), response(1)] };
    expect(onlyUsage(await readCodex(files)).model).toBe("gpt-5");
  });
});
