import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { encodeLogs } from "#test/support/worker/encode-logs.ts";
import { type AMachine, aMachine, call } from "#test/support/worker/people.ts";
import { readTotals } from "#test/support/worker/read-ledger.ts";
import { aLogsRequest, anApiRequest, type LogsRequest } from "#test/support/worker/telemetry.ts";

type Sent = { path?: string; type?: string; encoding?: string };

function send(machine: AMachine, body: BodyInit | null, sent: Sent = {}): Promise<Response> {
  const { path = "/v1/logs", type = "application/json", encoding } = sent;
  const headers = new Headers({ ...machine.headers, "Content-Type": type });
  if (encoding) headers.set("Content-Encoding", encoding);
  return call(path, { method: "POST", headers, body });
}

const gzip = (content: string | Uint8Array<ArrayBuffer>) =>
  new Response(
    new Blob([content]).stream().pipeThrough(new CompressionStream("gzip")),
  ).arrayBuffer();

const totalsOf = ({ owner }: AMachine) => readTotals(owner.workspace.id);
const protobuf = "application/x-protobuf";

test("JSON and protobuf, plain and gzip, are one request however often they come", async () => {
  const machine = await aMachine(["ingest"]);
  const request = aLogsRequest(anApiRequest({ output_tokens: 77 }));
  const [text, bytes] = [JSON.stringify(request), encodeLogs(request)];

  const answer = await send(machine, text);
  expect([answer.status, await answer.json()]).toEqual([200, { partialSuccess: {} }]);
  expect((await send(machine, await gzip(text), { encoding: "gzip" })).status).toBe(200);

  const binary = await send(machine, bytes, { type: protobuf });
  expect(binary.headers.get("content-type")).toBe(protobuf);
  expect([binary.status, await binary.text()]).toEqual([200, ""]);
  const zipped = await send(machine, await gzip(bytes), { type: protobuf, encoding: "gzip" });
  expect(zipped.status).toBe(200);
  expect(await totalsOf(machine)).toMatchObject({ events: 1, output: 77 });
});

test("protobuf alone tells all that JSON does", async () => {
  const machine = await aMachine(["ingest"]);
  const request = aLogsRequest(anApiRequest({ output_tokens: 300, speed: "fast" }));
  await send(machine, await gzip(encodeLogs(request)), { type: protobuf, encoding: "gzip" });
  expect(await totalsOf(machine)).toMatchObject({ events: 1, output: 300, cacheWrite5m: 1_000 });
});

test("a record that cannot be counted is refused alone, in the protocol's own words", async () => {
  const machine = await aMachine(["ingest"]);
  const bad = anApiRequest({ input_tokens: -5 });
  const request = aLogsRequest(anApiRequest(), bad, anApiRequest({ output_tokens: "many" }));
  const answer = await send(machine, JSON.stringify(request));
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({
    partialSuccess: { rejectedLogRecords: "2", errorMessage: expect.stringContaining("input") },
  });
  expect(await totalsOf(machine)).toMatchObject({ events: 1 });

  const binary = await send(machine, encodeLogs(request), { type: protobuf });
  const bytes = new Uint8Array(await binary.arrayBuffer());
  // partial_success, its length, rejected_log_records = 2, error_message.
  expect([bytes[0], bytes[2], bytes[3], bytes[4]]).toEqual([0x0a, 0x08, 2, 0x12]);
  expect(bytes[1]).toBe(bytes.byteLength - 2);
  expect(new TextDecoder().decode(bytes)).toContain("input");
});

test.each<[number, string, Sent & { body: BodyInit | null }]>([
  [422, "no JSON", { body: "{" }],
  [422, "a list", { body: "[]" }],
  [422, "no body", { body: null }],
  [422, "no gzip", { body: "{}", encoding: "gzip" }],
  [422, "an unknown encoding", { body: "{}", encoding: "zstd" }],
  [415, "a text", { body: "{}", type: "text/plain" }],
  [422, "protobuf that is cut off", { body: new Uint8Array([0x0a, 0x7f, 1]), type: protobuf }],
  [422, "protobuf of another kind", { body: new Uint8Array([0x08, 1]), type: protobuf }],
  [422, "an endless number", { body: new Uint8Array(20).fill(0xff), type: protobuf }],
  [413, "a large body", { body: `{"resourceLogs": [${" ".repeat(1_100_000)}]}` }],
])("%i answers %s", async (status, _name, { body, ...sent }) => {
  const machine = await aMachine(["ingest"]);
  for (const path of ["/v1/logs", "/v1/metrics", "/v1/traces"])
    expect((await send(machine, body, { ...sent, path })).status).toBe(status);
});

test("a small bomb is refused", async () => {
  const machine = await aMachine(["ingest"]);
  const bomb = await gzip(new Uint8Array(20_000_000));
  expect((await send(machine, bomb, { encoding: "gzip" })).status).toBe(413);
});

test("what is not shaped like records tells of nothing and fails nothing", async () => {
  const machine = await aMachine(["ingest"]);
  const odd = [
    {},
    { resourceLogs: "x" },
    { resourceLogs: [null, 1, { scopeLogs: [{ logRecords: [null, {}, { attributes: {} }] }] }] },
    aLogsRequest({ attributes: [] }),
    aLogsRequest(anApiRequest({ "session.id": "" })),
  ];
  for (const request of odd) {
    const answer = await send(machine, JSON.stringify(request));
    expect([answer.status, await answer.json()]).toEqual([200, { partialSuccess: {} }]);
  }
  expect(await totalsOf(machine)).toMatchObject({ events: 0 });
});

test("metrics and traces are accepted and not added", async () => {
  const machine = await aMachine(["ingest"]);
  const point = { asDouble: 5_000, attributes: [{ key: "type", value: { stringValue: "input" } }] };
  const metric = { name: "claude_code.token.usage", sum: { dataPoints: [point] } };
  const metrics = { resourceMetrics: [{ scopeMetrics: [{ metrics: [metric] }] }] };
  for (const path of ["/v1/metrics", "/v1/traces"]) {
    const answer = await send(machine, JSON.stringify(metrics), { path });
    expect([answer.status, await answer.json()]).toEqual([200, { partialSuccess: {} }]);
    const binary = await send(machine, encodeLogs(aLogsRequest()), { path, type: protobuf });
    expect([binary.status, await binary.text()]).toEqual([200, ""]);
  }
  expect(await totalsOf(machine)).toMatchObject({ events: 0 });
});

/** Every name under which agents are known to send content, and some that they do not have yet. */
const contentNames =
  "prompt prompt_text response response_text request_text tool_input tool_parameters arguments output function_args user.email error body error.message full_command cwd process.command_args a.new.attribute".split(
    " ",
  );

test("nothing of content is in any row, or in the answer", async () => {
  const canary = "CANARY-7f3a";
  const content = Object.fromEntries(contentNames.map((name) => [name, `${canary} ${name}`]));
  const { resourceLogs } = aLogsRequest(
    anApiRequest(content),
    anApiRequest({ ...content, input_tokens: canary }),
    { ...anApiRequest({ ...content, "event.name": "user_prompt" }), body: { stringValue: canary } },
    { ...anApiRequest({ ...content, "event.name": "tool_result" }), body: { stringValue: canary } },
    { ...anApiRequest(content), body: { stringValue: canary }, eventName: canary },
  );
  const attributes = Object.entries(content).map(([key, stringValue]) => ({
    key,
    value: { stringValue },
  }));
  const request: LogsRequest = {
    resourceLogs: resourceLogs.map((one) => ({ ...one, resource: { attributes } })),
  };
  const machine = await aMachine(["ingest"]);
  const answers = [
    await send(machine, JSON.stringify(request)),
    await send(machine, encodeLogs(request), { type: protobuf }),
  ];
  for (const answer of answers) expect(await answer.text()).not.toContain(canary);
  expect(await totalsOf(machine)).toMatchObject({ events: 2 });
  expect(await everyRow()).not.toContain(canary);
});

/** All that the database holds. */
async function everyRow(): Promise<string> {
  const { results } = await env.DB.prepare(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'",
  ).all<{ name: string }>();
  const tables = await Promise.all(
    results.map(({ name }) => env.DB.prepare(`SELECT * FROM "${name}"`).all()),
  );
  expect(tables.some((table) => table.results.length > 0)).toBe(true);
  return JSON.stringify(tables.map((table) => table.results));
}
