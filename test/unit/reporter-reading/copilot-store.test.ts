import { describe, expect, test } from "vitest";
import { isRun, isUsage } from "#test/support/open-logs.ts";
import { momentAt } from "./support/claude-lines.ts";
import { CopilotHome, firstRequest, secondRequest, sqlite } from "./support/copilot-home.ts";
import { copilotFigures, copilotMessage, copilotShutdown } from "./support/copilot-lines.ts";
import { expectNothingOf } from "./support/stages.ts";

describe.skipIf(!sqlite)("the store", () => {
  const cases: { why: string; home: () => CopilotHome; events: string[] }[] = [
    {
      why: "completes a stretch that goes on",
      home: () => new CopilotHome().log(copilotMessage("a", 1, 10)).requests(firstRequest),
      events: ["gpt-5:0 25/10/60/15/0"],
    },
    {
      why: "that knows less than the messages leaves a lower bound",
      home: () =>
        new CopilotHome()
          .log(copilotMessage("a", 1, 10), copilotMessage("b", 5, 20))
          .requests(firstRequest),
      events: ["gpt-5:0 25/30/60/15/0 or more"],
    },
    {
      why: "adds nothing to what a shutdown told",
      home: () =>
        new CopilotHome()
          .log(copilotMessage("a", 1, 10), copilotShutdown(2, { "gpt-5": [100, 60, 15, 10, 4] }))
          .requests(firstRequest),
      events: ["gpt-5:0 25/10/60/15/0"],
    },
    {
      why: "has beyond the shutdowns what the next stretch used",
      home: () =>
        new CopilotHome()
          .log(copilotShutdown(2, { "gpt-5": [100, 60, 15, 10, 4] }), copilotMessage("b", 5, 20))
          .requests(firstRequest, secondRequest),
      events: ["gpt-5:0 25/10/60/15/0", "gpt-5:1 100/20/100/0/0"],
    },
    {
      why: "knows requests that stand on no line",
      home: () =>
        new CopilotHome()
          .log(copilotMessage("a", 1, 10))
          .requests(firstRequest, ["s1", "gpt-5-mini", 2, [50, 0, 0, 5]]),
      events: ["gpt-5-mini:0 50/5/0/0/0", "gpt-5:0 25/10/60/15/0"],
    },
    {
      why: "that calls models otherwise than the shutdowns is not compared with them",
      home: () =>
        new CopilotHome()
          .log(copilotShutdown(2, { auto: [100, 60, 15, 10] }), copilotMessage("b", 5, 20))
          .requests(firstRequest, secondRequest),
      events: ["auto:0 25/10/60/15/0", "gpt-5:1 0/20/0/0/0 or more"],
    },
    {
      why: "tells alone of a session whose log is gone",
      home: () => new CopilotHome().requests(firstRequest, secondRequest),
      events: ["gpt-5:0 125/30/160/15/0"],
    },
    {
      why: "may hold nulls, texts and numbers of 64 bits",
      home: () =>
        new CopilotHome().requests(["s1", "gpt-5", 1, [9_223_372_036_854_775_807n, null, "x", 10]]),
      events: ["gpt-5:0 0/10/0/0/0"],
    },
  ];

  test.each(cases)("$why", async ({ home, events }) => {
    expect(copilotFigures(await home().read())).toEqual(events);
  });

  test("tells the vendor's cost, and where and when a session was", async () => {
    const items = await new CopilotHome()
      .requests(firstRequest, secondRequest)
      .session("s1")
      .read();
    expect(items.find(isUsage)).toMatchObject({
      vendorCostNanoUsd: 12,
      occurredAt: momentAt(1),
      model: "gpt-5",
      reasoning: 4,
    });
    expect(items.find(isRun)).toMatchObject({
      runId: "s1",
      startedAt: momentAt(0),
      branch: "main",
      project: { name: "shop" },
    });
  });

  test("does not tell a cost in which a stretch's may be that was told without", async () => {
    const shutdown = copilotShutdown(2, { "gpt-5": [100, 60, 15, 10, 4] });
    const home = new CopilotHome().log(shutdown, copilotMessage("b", 5, 20));
    const items = await home.requests(firstRequest, secondRequest).read();
    expect(items.filter(isUsage).map((one) => one.vendorCostNanoUsd)).toEqual([null, null]);
  });

  test("of a version with other columns tells what it has", async () => {
    const other = `DROP TABLE assistant_usage_events; DROP TABLE sessions;
      CREATE TABLE assistant_usage_events (session_id TEXT, model TEXT, output_tokens INTEGER);
      INSERT INTO assistant_usage_events VALUES ('s1', 'gpt-5', 10)`;
    const home = new CopilotHome().sql(other);
    expect(copilotFigures(await home.read())).toEqual(["gpt-5:0 0/10/0/0/0"]);
  });

  test("without the table tells nothing", async () => {
    const home = new CopilotHome().sql("DROP TABLE assistant_usage_events");
    expect(await home.read()).toEqual([]);
  });

  test("nothing of content is kept", async () => {
    const home = new CopilotHome()
      .log(copilotMessage("a", 1, 10))
      .requests(firstRequest)
      .session("s1");
    expectNothingOf(await home.read(), "SECRET");
  });
});
