import { describe, expect, test } from "vitest";
import { anErrorItem, aRunItem, aToolItem, aUsageItem } from "#test/support/items.ts";
import { aReporter } from "#test/support/worker/a-reporter.ts";
import { capturesOf, hasCaptures } from "#test/support/worker/captures.ts";
import { inEitherOrder, now, type Step, told } from "#test/support/worker/ledger-steps.ts";
import { readLedger } from "#test/support/worker/read-ledger.ts";
import { aRecord, startedAt } from "#test/support/worker/telemetry.ts";

const run = aRunItem({ runId: "session" });
const canary = "CANARY-7f3a";

/** The calls and errors that the steps come to. */
async function callsAfter(...steps: Step[]) {
  const { tools, errors } = await readLedger((await inEitherOrder(...steps)).workspaceId);
  return { tools, errors };
}

const session = { "session.id": "session" };
const result = { ...session, tool_name: "Bash", tool_use_id: "toolu_1", success: "true" };
const failure = { ...session, model: "claude-opus-4-6", status_code: 429, attempt: 1 };

const toldOf = (name: string, facts: Record<string, string | number>) => told(aRecord(name, facts));
const read =
  (...items: object[]): Step =>
  (to) =>
    to.upload([run, aUsageItem({ key: "claude-code:msg_1", runId: "session" }), ...items]);

test("a call that log and telemetry tell of is one, and the log's where they differ", async () => {
  const { tools } = await callsAfter(
    toldOf("claude_code.tool_result", { ...result, tool_name: "mcp_tool", duration_ms: "900" }),
    read(aToolItem({ key: "toolu_1", runId: "session", name: "mcp__a__b", durationMs: 1_400 })),
  );
  expect(tools).toMatchObject([
    {
      name: "mcp__a__b",
      durationMs: 1_400,
      ranMs: 900,
      outcome: "ok",
      source: "log",
      verb: "git status",
    },
  ]);
});

test.each([
  ["claude_code.tool_result", result, { durationMs: null, ranMs: 900 }],
  [
    "codex.tool_result",
    { "conversation.id": "thread", tool_name: "shell", call_id: "call_1", success: "true" },
    { durationMs: 900, ranMs: null },
  ],
  [
    "gemini_cli.tool_call",
    { ...session, function_name: "ls", success: "true" },
    { durationMs: 900, ranMs: null },
  ],
])(
  "how long a call took is its own time where %s leaves the wait out",
  async (name, facts, times) => {
    const reporter = aReporter({ now });
    await toldOf(name, { ...facts, duration_ms: "900" })(reporter);
    expect((await readLedger(reporter.workspaceId)).tools).toMatchObject([
      { ...times, startedAt: startedAt - 900 },
    ]);
  },
);

test("a sub-agent's call is in its run", async () => {
  const { tools } = await callsAfter(
    toldOf("claude_code.tool_result", { ...result, agent_id: "a1" }),
    read(
      aRunItem({ runId: "session/a1", rootRunId: "session", parentRunId: "session" }),
      aToolItem({ key: "toolu_1", runId: "session/a1" }),
    ),
  );
  expect(tools).toHaveLength(1);
});

test("a failed request is one by its id", async () => {
  const key = "claude-code:error:req_1";
  const { errors } = await callsAfter(
    toldOf("claude_code.api_error", { ...failure, request_id: "req_1" }),
    read(anErrorItem({ key, runId: "session", requestId: "req_1", occurredAt: startedAt - 5 })),
  );
  expect(errors).toMatchObject([
    { key, kind: "rate_limit", status: 429, model: "claude-opus-4-6", attempt: 1, retryInMs: 600 },
  ]);
  expect(errors[0]).toMatchObject({ source: "log", occurredAt: startedAt - 5 });
});

test.each([
  ["claude_code.api_error", failure, "errors"],
  ["gemini_cli.api_error", { ...session, status_code: 500, model: "g" }, "errors"],
  ["gemini_cli.tool_call", { ...session, function_name: "ls", success: "true" }, "tools"],
  [
    "codex.api_request",
    { "conversation.id": "session", "http.response.status_code": "503", attempt: "0" },
    "errors",
  ],
] as const)("%s without an id counts until the log comes", async (name, facts, list) => {
  const runtime = name.startsWith("claude") ? "claude-code" : name.replace("_", "-").split(".")[0];
  const ofLog = [
    { ...run, runtime },
    aUsageItem({ key: `${runtime}:1`, runtime: runtime ?? "", runId: "session" }),
  ];
  const reporter = aReporter({ now });
  await toldOf(name, facts)(reporter);
  await toldOf(name, facts)(reporter);
  expect((await readLedger(reporter.workspaceId))[list]).toHaveLength(1);
  await reporter.upload(ofLog);
  await toldOf(name, facts)(reporter);
  expect((await readLedger(reporter.workspaceId))[list]).toEqual([]);
});

const codexTry = (attempt: string, id: string) =>
  toldOf("codex.api_request", {
    "conversation.id": "session",
    "http.response.status_code": "503",
    attempt,
    "auth.request_id": id,
  });

test("a try of Codex that was followed by another stays, and the last one is the log's", async () => {
  const [key, requestId] = ["codex:error:req_last1234", "req_last1234"];
  const ofRun = { runtime: "codex", runId: "session" };
  const { errors } = await callsAfter(
    codexTry("0", "req_first123"),
    codexTry("1", requestId),
    (to) =>
      to.upload([
        { ...run, runtime: "codex" },
        aUsageItem({ key: "codex:1", ...ofRun }),
        anErrorItem({ key, ...ofRun, requestId }),
      ]),
  );
  expect(errors.map((error) => [error.key, error.source]).toSorted()).toEqual([
    ["codex:error:req_first123", "otel"],
    [key, "log"],
  ]);
});

test("requests that went well are no errors", async () => {
  const reporter = aReporter({ now });
  const facts = { "conversation.id": "session", "http.response.status_code": "200" };
  await toldOf("codex.api_request", facts)(reporter);
  expect((await readLedger(reporter.workspaceId)).errors).toEqual([]);
});

test.each([
  ["true", {}, "ok"],
  ["false", {}, "failed"],
  ["false", { decision_type: "reject" }, "rejected"],
])("success %s with %o is %s", async (success, more, outcome) => {
  const reporter = aReporter({ now });
  await toldOf("claude_code.tool_result", { ...result, success, ...more })(reporter);
  expect((await readLedger(reporter.workspaceId)).tools).toMatchObject([{ outcome }]);
});

const decided = (decision: string) => {
  const facts = { ...session, tool_use_id: "toolu_1", tool_name: "Bash", decision };
  return toldOf("claude_code.tool_decision", facts);
};

test("a call that was not let run is told where it was decided, once", async () => {
  const { tools } = await callsAfter(
    decided("reject"),
    read(aToolItem({ key: "toolu_1", runId: "session", outcome: "rejected" })),
  );
  expect(tools).toMatchObject([{ outcome: "rejected", source: "log" }]);
  const reporter = aReporter({ now });
  await decided("accept")(reporter);
  expect((await readLedger(reporter.workspaceId)).tools).toEqual([]);
  await decided("reject")(reporter);
  expect((await readLedger(reporter.workspaceId)).tools).toMatchObject([{ outcome: "rejected" }]);
});

test("nothing of what a call was given or answered is kept", async () => {
  const reporter = aReporter({ now });
  const content = { tool_input: canary, tool_parameters: canary, error: canary, arguments: canary };
  await toldOf("claude_code.tool_result", { ...result, ...content, output: canary })(reporter);
  await toldOf("claude_code.api_error", { ...failure, ...content, request_id: "req_1" })(reporter);
  await toldOf("gemini_cli.tool_call", {
    ...session,
    function_name: "ls",
    function_args: canary,
    "error.message": canary,
  })(reporter);
  const ledger = await readLedger(reporter.workspaceId);
  expect([ledger.tools.length, ledger.errors.length]).toEqual([2, 1]);
  expect(JSON.stringify(ledger)).not.toContain(canary);
});

const placeOf = ({ runId, key }: { runId: string; key: string }) => `${runId} ${key}`;

describe.skipIf(!hasCaptures).each(capturesOf("claude"))("$name", ({ logs, items }) => {
  test("no call is told twice, and only what was never written down by telemetry alone", async () => {
    const [logAlone, joined] = [aReporter({ now }), aReporter({ now })];
    await logAlone.upload(items);
    for (const body of logs) await joined.exportLogs(body);
    const before = (await readLedger(joined.workspaceId)).tools.length;
    await joined.upload(items);
    const { tools } = await readLedger(joined.workspaceId);
    const written = (await readLedger(logAlone.workspaceId)).tools.map(placeOf);
    expect(before).toBeGreaterThan(0);
    expect(new Set(tools.map(({ key }) => key)).size).toBe(tools.length);
    expect(tools.filter(({ source }) => source === "log").map(placeOf)).toEqual(written);
    const isWritten = JSON.stringify(items);
    for (const { source, key } of tools)
      if (source === "otel") expect(isWritten).not.toContain(key);
  });
});
