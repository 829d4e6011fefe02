import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import {
  type Capture,
  capturesOf,
  hasCaptures,
  tokensOf,
  tokensServed,
} from "#test/support/worker/captures.ts";
import { readComparable } from "#test/support/worker/comparable-ledger.ts";
import { after, type Step } from "#test/support/worker/ledger-steps.ts";
import { readLedger, readTotals } from "#test/support/worker/read-ledger.ts";
import { recordsApart, throughProtobuf } from "#test/support/worker/telemetry.ts";
import { openDatabase } from "#worker/db/client.ts";
import { findDrift } from "#worker/operations/ledger/find-drift.ts";

const tokensAfter = async (...steps: Step[]) =>
  tokensOf(await readTotals((await after(...steps)).workspaceId));

const telemetryOf =
  ({ logs }: { logs: unknown[] }): Step =>
  async (reporter) => {
    for (const body of logs) await reporter.exportLogs(body);
  };

const logOf =
  ({ items }: Capture): Step =>
  (reporter) =>
    reporter.upload(items);

/** Both in small pieces: `turn` says for each piece whose it is, for as long as both have some. */
function piecesOf({ logs, items }: Capture, turn: (nth: number) => boolean): Step[] {
  const told = logs.flatMap(recordsApart).map(
    (body): Step =>
      (to) =>
        to.exportLogs(body),
  );
  const size = 5;
  const read = Array.from({ length: Math.ceil(items.length / size) }, (_, nth): Step => {
    const runs = items.filter((item) => item.type === "run");
    return (to) => to.upload([...runs, ...items.slice(nth * size, (nth + 1) * size)]);
  });
  const steps: Step[] = [];
  for (let nth = 0; told.length + read.length > 0; nth++) {
    const first = turn(nth) ? told : read;
    const step = first.shift() ?? told.shift() ?? read.shift();
    if (step) steps.push(step);
  }
  return steps;
}

describe.skipIf(!hasCaptures).each(capturesOf("claude"))("$name", (capture) => {
  const served = tokensServed(capture, ["transcript", "compact"]);
  const searches = capture.served.transcript["web_search"];

  test("telemetry alone tells what was served, in JSON and in protobuf", async () => {
    expect(await tokensAfter(telemetryOf(capture))).toEqual(served);
    const logs = capture.logs.map(throughProtobuf);
    expect(await tokensAfter(telemetryOf({ logs }))).toEqual(served);
  });

  test("log and telemetry in either order are what was served, and one ledger", async () => {
    const logFirst = await after(logOf(capture), telemetryOf(capture));
    const logLast = await after(telemetryOf(capture), logOf(capture));
    const totals = await readTotals(logFirst.workspaceId);
    expect(tokensOf(totals)).toEqual(served);
    expect(totals).toMatchObject({ webSearches: searches, lowerBoundEvents: 0 });
    expect(await readComparable(logLast.workspaceId)).toEqual(
      await readComparable(logFirst.workspaceId),
    );
  });

  test.each([
    ["by turns", (nth: number) => nth % 2 === 0],
    ["telemetry ahead", (nth: number) => nth % 5 !== 0],
    ["log ahead", (nth: number) => nth % 7 === 0],
    ["in bursts", (nth: number) => Math.sin(nth * nth) > 0],
  ])("in pieces, %s, they are the same ledger", async (_name, turn) => {
    const whole = await after(logOf(capture), telemetryOf(capture));
    const inPieces = await after(...piecesOf(capture, turn));
    expect(await readComparable(inPieces.workspaceId)).toEqual(
      await readComparable(whole.workspaceId),
    );
    const found = await findDrift(openDatabase(env));
    expect(found.map(({ differing }) => differing)).toEqual([0, 0, 0]);
  });

  test("what is sent again changes nothing and writes no row", async () => {
    const reporter = await after(telemetryOf(capture), logOf(capture));
    const before = await readLedger(reporter.workspaceId);
    reporter.rows.written = 0;
    await telemetryOf(capture)(reporter);
    await logOf(capture)(reporter);
    expect(reporter.rows.written).toBe(0);
    expect(await readLedger(reporter.workspaceId)).toEqual(before);
  });
});
