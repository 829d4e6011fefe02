import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { ingestReceipt } from "#contract/ingest.ts";
import { aRunItem, aUsageItem } from "#test/support/items.ts";
import { encodeLogs } from "#test/support/worker/encode-logs.ts";
import { type AMachine, aMachine, call } from "#test/support/worker/people.ts";
import { aLogsRequest, anApiRequest } from "#test/support/worker/telemetry.ts";
import { mutated } from "#test/unit/reporter-reading/support/mutations.ts";
import { type Random, seeded } from "#worker/commands/demo/random.ts";

const slow = 240_000;
const json = "application/json";
const protobuf = "application/x-protobuf";
const paths = ["/api/ingest", "/v1/logs", "/v1/metrics", "/v1/traces"];

type Body = { path: string; type: string; bytes: Uint8Array; encoding?: string };

/** A token may send 3,000 requests a minute. */
const requestsOfOne = 2_500;
const atOnce = 8;

/** Sends all of them as machines of one person, and hands on each answer, none of which may be our fault. */
async function sendAll(bodies: Body[], take: (answer: Response, at: number) => Promise<void>) {
  let machine: AMachine = await aMachine(["ingest"]);
  for (let from = 0; from < bodies.length; from += atOnce) {
    if (from % requestsOfOne < atOnce && from > 0)
      machine = await aMachine(["ingest"], machine.owner);
    const part = bodies.slice(from, from + atOnce);
    await Promise.all(
      part.map(async (body, at) => {
        const answer = await send(machine, body);
        const what = `${body.path} ${body.type} ${body.encoding}: ${toText(body.bytes).slice(0, 500)}`;
        expect([200, 413, 415, 422], what).toContain(answer.status);
        await take(answer, from + at);
      }),
    );
  }
  return machine.owner.workspace.id;
}

function send(machine: AMachine, { path, type, bytes, encoding }: Body): Promise<Response> {
  const headers = new Headers({ ...machine.headers, "Content-Type": type });
  if (encoding) headers.set("Content-Encoding", encoding);
  return call(path, { method: "POST", headers, body: new Uint8Array(bytes) });
}

const encoder = new TextEncoder();
const toBytes = (value: unknown) => encoder.encode(JSON.stringify(value));
const toText = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

async function gzip(content: Uint8Array): Promise<Uint8Array> {
  const body = new Blob([new Uint8Array(content)]).stream();
  const zipped = body.pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(zipped).arrayBuffer());
}

/** What a value's JSON becomes by a mutation that leaves it JSON. */
function oddOf(value: unknown, random: Random): string {
  if (random.chance(0.1)) return random.pick(["null", "5", '"x"', "[]", "[[]]", "{}", "true"]);
  for (let attempt = 0; attempt < 20; attempt++) {
    try {
      const text = toText(mutated(JSON.stringify(value), random).bytes);
      JSON.parse(text);
      return text;
    } catch {
      // Another one.
    }
  }
  return "null";
}

const times = <T>(count: number, make: (at: number) => T) =>
  Array.from({ length: count }, (_, at) => make(at));

/** Nothing that we did not foresee happened in the Worker. */
const logged = vi.spyOn(console, "error");
afterEach(() => {
  const unforeseen = logged.mock.calls.filter(([one]) =>
    JSON.stringify(one).includes("unforeseen"),
  );
  expect(unforeseen).toEqual([]);
});

test(
  "1,500 uploads with odd items: the good ones beside them are all kept, to the token",
  { timeout: slow },
  async () => {
    const random = seeded("items");
    const run = aRunItem({ runId: "good" });
    const oddRun = aRunItem({ runId: "odd" });
    const oddEvent = aUsageItem({ runId: "odd", key: "claude-code:odd" });
    const bodies = times(1_500, (at): Body => {
      const good = aUsageItem({ runId: "good", key: `claude-code:good-${at}`, input: 7 });
      const odd = times(4, () => oddOf(random.pick([oddRun, oddEvent]), random));
      const items = [
        ...odd.slice(0, 2),
        JSON.stringify(run),
        JSON.stringify(good),
        ...odd.slice(2),
      ];
      return { path: "/api/ingest", type: json, bytes: encoder.encode(`{"items":[${items}]}`) };
    });
    const workspaceId = await sendAll(bodies, async (answer, at) => {
      expect(answer.status, toText(bodies[at]?.bytes ?? new Uint8Array())).toBe(200);
      const { accepted, duplicates, rejected } = ingestReceipt.parse(await answer.json());
      expect(accepted + duplicates + rejected.length).toBe(6);
      for (const { index } of rejected) expect([2, 3]).not.toContain(index);
    });
    const found = await env.DB.prepare(
      "SELECT count(*) AS events, sum(input) AS input FROM usage_event WHERE workspace_id = ? AND key LIKE 'claude-code:good-%'",
    )
      .bind(workspaceId)
      .first();
    expect(found).toEqual({ events: 1_500, input: 10_500 });
  },
);

test(
  "1,000 exports with odd records, JSON and protobuf: the good ones are all kept",
  { timeout: slow },
  async () => {
    const random = seeded("records");
    const bodies = times(1_000, (at): Body => {
      const good = anApiRequest({
        request_id: `req_good_${at}`,
        "session.id": "good",
        input_tokens: 7,
      });
      const odd = anApiRequest({ "session.id": "odd" });
      if (at % 2 === 0) {
        const records = [oddOf(odd, random), JSON.stringify(good), oddOf(odd, random)];
        const text = `{"resourceLogs":[{"scopeLogs":[{"logRecords":[${records}]}]}]}`;
        return { path: "/v1/logs", type: json, bytes: encoder.encode(text) };
      }
      const value = random.pick([-5, 2 ** 53, 1e15, 0.5, "many", true, ""]);
      const name = random.pick([
        "input_tokens",
        "cost_usd",
        "model",
        "event.timestamp",
        "request_id",
      ]);
      const broken = anApiRequest({ "session.id": "odd", [name]: value });
      return { path: "/v1/logs", type: protobuf, bytes: encodeLogs(aLogsRequest(broken, good)) };
    });
    const workspaceId = await sendAll(bodies, async (answer, at) => {
      expect(answer.status, toText(bodies[at]?.bytes ?? new Uint8Array())).toBe(200);
      await answer.arrayBuffer();
    });
    const found = await env.DB.prepare(
      "SELECT count(*) AS events, sum(input) AS input FROM usage_event WHERE workspace_id = ? AND request_id LIKE 'req_good_%'",
    )
      .bind(workspaceId)
      .first();
    expect(found).toEqual({ events: 1_000, input: 7_000 });
  },
);

/** A whole body that is right, to be spoilt. */
function wholeBody(random: Random): Body {
  const path = random.pick(paths);
  if (path === "/api/ingest") {
    return { path, type: json, bytes: toBytes({ items: [aRunItem(), aUsageItem()] }) };
  }
  const request = aLogsRequest(anApiRequest(), anApiRequest({ output_tokens: 5 }));
  const isBinary = random.chance(0.5);
  return isBinary
    ? { path, type: protobuf, bytes: encodeLogs(request) }
    : { path, type: json, bytes: toBytes(request) };
}

/** Bytes changed anywhere, before or after they were zipped. */
async function spoiltBody(random: Random): Promise<Body> {
  const body = wholeBody(random);
  if (random.chance(0.005))
    return { ...body, bytes: await gzip(new Uint8Array(4e6)), encoding: "gzip" };
  if (body.type === json && random.chance(0.5)) {
    return { ...body, bytes: mutated(toText(body.bytes), random).bytes };
  }
  const isZipped = random.chance(0.5);
  const bytes = changed(isZipped ? await gzip(body.bytes) : body.bytes, random);
  return { ...body, bytes, ...(isZipped && { encoding: "gzip" }) };
}

function changed(bytes: Uint8Array, random: Random): Uint8Array {
  const place = random.integer(0, bytes.length - 1);
  if (random.chance(0.3)) return bytes.slice(0, place);
  if (random.chance(0.1)) return Uint8Array.from([...bytes, ...bytes.slice(0, place)]);
  const copy = bytes.slice();
  for (let left = random.integer(1, 6); left > 0; left--)
    copy[random.integer(0, bytes.length - 1)] = random.integer(0, 255);
  return copy;
}

test(
  "7,500 bodies with changed bytes, plain and zipped: never our fault",
  { timeout: slow },
  async () => {
    const random = seeded("bodies");
    const bodies: Body[] = [];
    for (let made = 0; made < 7_500; made++) bodies.push(await spoiltBody(random));
    const statuses = new Set<number>();
    await sendAll(bodies, async (answer) => {
      statuses.add(answer.status);
      await answer.arrayBuffer();
    });
    expect([...statuses].toSorted()).toEqual([200, 413, 422]);
  },
);
