import { describe, expect, test } from "vitest";
import { aReporter } from "#test/support/worker/a-reporter.ts";
import {
  type Capture,
  capturesOf,
  hasCaptures,
  tokensOf,
  tokensServed,
} from "#test/support/worker/captures.ts";
import { readComparable } from "#test/support/worker/comparable-ledger.ts";
import { now, type Reporter } from "#test/support/worker/ledger-steps.ts";
import { readLedger, readTotals } from "#test/support/worker/read-ledger.ts";
import { recordsApart, throughProtobuf } from "#test/support/worker/telemetry.ts";

async function exportAll(reporter: Reporter, { logs }: { logs: unknown[] }): Promise<void> {
  for (const body of logs) await reporter.exportLogs(body);
}

/** Records of calls, counted by their text: an export that is sent again is the same one. */
const toolsIn = ({ logs }: Capture) =>
  [
    ...JSON.stringify(logs).matchAll(
      /"stringValue":"(?:codex\.tool_result|gemini_cli\.tool_call)"/g,
    ),
  ].length;

async function logAlone({ items }: Capture) {
  const reporter = aReporter({ now });
  await reporter.upload(items);
  return readComparable(reporter.workspaceId);
}

/** Calls that have an id of their own are joined: they are the log's, with telemetry's word on how long they took. */
async function logThenTelemetry(capture: Capture) {
  const reporter = aReporter({ now });
  await reporter.upload(capture.items);
  await exportAll(reporter, capture);
  const ledger = await readComparable(reporter.workspaceId);
  const { tools, errors, ...rest } = await logAlone(capture);
  expect(ledger).toMatchObject(rest);
  // A try that was followed by another one is in no log.
  expect(ledger.errors.filter((error) => sourceOf(error) === "log")).toEqual(errors);
  expect(ledger.tools.map(namesOf)).toEqual(tools.map(namesOf));
  return ledger;
}

const sourceOf = (error: unknown): unknown => Reflect.get(Object(error), "source");

const namesOf = (tool: unknown) =>
  ["runId", "key", "name", "outcome", "verb", "errorKind"].map((field) =>
    Reflect.get(Object(tool), field),
  );

const captures = [...capturesOf("codex"), ...capturesOf("gemini")];

describe.skipIf(!hasCaptures).each(captures)("$name", (capture) => {
  const served = tokensServed(capture, ["all"]);
  // The scripted server counts Gemini's thoughts beside its output.
  if (capture.name.startsWith("gemini")) served.output += capture.served.all["reasoning"] ?? 0;

  test("telemetry alone tells what was served, in JSON and in protobuf, also sent twice", async () => {
    const protobuf = capture.logs.map(throughProtobuf);
    for (const logs of [capture.logs, protobuf, [...capture.logs, ...protobuf, ...capture.logs]]) {
      const reporter = aReporter({ now });
      await exportAll(reporter, { logs });
      const totals = await readTotals(reporter.workspaceId);
      expect(tokensOf(totals)).toEqual(served);
      expect(totals.reasoning).toBe(capture.served.all["reasoning"]);
      expect(totals.events).toBe(capture.served.all["requests"]);
      const { tools } = await readLedger(reporter.workspaceId);
      expect(tools).toHaveLength(toolsIn(capture));
    }
  });

  test("once the log came, the ledger is the log's, whatever telemetry told or tells", async () => {
    const reporter = aReporter({ now });
    await exportAll(reporter, capture);
    await reporter.upload(capture.items);
    expect(await readComparable(reporter.workspaceId)).toEqual(await logThenTelemetry(capture));
    reporter.rows.written = 0;
    await exportAll(reporter, capture);
    expect(reporter.rows.written).toBe(0);
    expect(await readComparable(reporter.workspaceId)).toEqual(await logThenTelemetry(capture));
  });

  test("in pieces by turns, it ends as the log's", async () => {
    const reporter = aReporter({ now });
    const told = capture.logs.flatMap(recordsApart);
    const runs = capture.items.filter((item) => item.type === "run");
    for (const [nth, body] of told.entries()) {
      await reporter.exportLogs(body);
      const item = capture.items[nth];
      if (item) await reporter.upload([...runs, item]);
    }
    await reporter.upload(capture.items);
    expect(await readComparable(reporter.workspaceId)).toEqual(await logThenTelemetry(capture));
  });
});
