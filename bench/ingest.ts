import { gzipSync } from "node:zlib";
import { z } from "zod";
import { type IngestItem, ingestReceipt, maxItemsPerUpload } from "#contract/ingest.ts";
import { aRunItem, aUsageItem } from "#test/support/items.ts";
import { aStintServer, type StintServer } from "#test/support/stint-server.ts";
import { type Figure, quantile } from "./figure.ts";

const sessions = 40;
/** With its run, a session fills an upload. */
const eventsEach = maxItemsPerUpload - 1;
const events = sessions * eventsEach;
const rounds = 3;
const liveEvents = 100;
/** As many as the reporter has under way. */
const uploadsAtOnce = 3;

const rowCount = z.object({ read: z.number(), written: z.number() });

/** How fast the local Worker takes events over HTTP, and what D1 says was written for them. */
export async function measure(): Promise<Figure[]> {
  const server = await aStintServer("bench/counting-worker.ts");
  try {
    const all: Round[] = [];
    for (let round = 0; round < rounds; round++) all.push(await measureRound(server, round));
    const median = (pick: (round: Round) => number) => quantile(all.map(pick), 0.5);
    const note = `${events} events a round, median of ${rounds}`;
    return [
      { name: "new events", value: median((one) => one.stored), unit: "events/s", note },
      { name: "repeated events", value: median((one) => one.repeated), unit: "events/s" },
      { name: "bare prepared insert", value: median((one) => one.bare), unit: "events/s" },
      {
        name: "new events / bare prepared insert",
        value: median((one) => one.stored / one.bare),
        unit: "times",
      },
      { name: "D1 rows written", value: median((one) => one.newRows), unit: "rows/new event" },
      {
        name: "D1 rows written",
        value: median((one) => one.repeatRows),
        unit: "rows/repeated event",
      },
      ...(await measureLiveUploads(server)),
    ];
  } finally {
    await server.close();
  }
}

/** Speeds in events/s. */
type Round = {
  stored: number;
  repeated: number;
  bare: number;
  newRows: number;
  repeatRows: number;
};

async function measureRound(server: StintServer, round: number): Promise<Round> {
  const { token } = await server.aReporter(`bench-${round}@example.com`);
  const post = (route: string, body: Buffer) => send(server, { route, token, body });
  const batches = someWork();
  const bareBatches = batches.map((items) => items.filter((item) => item.type === "usage"));

  await post("/api/bench/bare", bodyOf([]));
  const bare = await speedOf(bareBatches, (body) => post("/api/bench/bare", body));
  await readRows(server);
  const stored = await speedOf(batches, (body) => post("/api/ingest", body));
  const newRows = (await readRows(server)).written / events;
  const repeated = await speedOf(batches, (body) => post("/api/ingest", body));
  const repeatRows = (await readRows(server)).written / events;
  return { stored, repeated, bare, newRows, repeatRows };
}

/** As agents are watched: a response or a few an upload, to a session that goes on. */
async function measureLiveUploads(server: StintServer): Promise<Figure[]> {
  const { token } = await server.aReporter("bench-live@example.com");
  const figures: Figure[] = [];
  for (const size of [1, 2, 5]) {
    const run = aRunItem({ startedAt: Date.now() });
    const usage = () => aUsageItem({ runId: run.runId, occurredAt: Date.now() });
    const post = (items: IngestItem[]) =>
      send(server, { route: "/api/ingest", token, body: bodyOf(items) });
    await post([run, usage()]);
    await readRows(server);
    for (let sent = 0; sent < liveEvents; sent += size)
      await post(Array.from({ length: size }, usage));
    const { written } = await readRows(server);
    figures.push({
      name: "D1 rows written, live",
      value: written / liveEvents,
      unit: "rows/new event",
      note: `uploads of ${size}`,
    });
  }
  return figures;
}

/** Sessions of a working day, an upload each, as a back-fill reads them. */
function someWork(): IngestItem[][] {
  const startedAt = Date.now() - 18 * 3_600_000;
  return Array.from({ length: sessions }, () => {
    const run = aRunItem({ startedAt });
    const usage = Array.from({ length: eventsEach }, (_, at) =>
      aUsageItem({ runId: run.runId, occurredAt: startedAt + at * 60_000 }),
    );
    return [run, ...usage];
  });
}

const bodyOf = (items: IngestItem[]) => gzipSync(JSON.stringify({ items }));

/** Events per second; bodies are made beforehand. */
async function speedOf(
  batches: IngestItem[][],
  post: (body: Buffer) => Promise<void>,
): Promise<number> {
  const bodies = batches.map(bodyOf);
  const startedAt = performance.now();
  const lane = async () => {
    for (let body = bodies.pop(); body; body = bodies.pop()) await post(body);
  };
  await Promise.all(Array.from({ length: uploadsAtOnce }, lane));
  return events / ((performance.now() - startedAt) / 1_000);
}

type Upload = { route: string; token: string; body: Buffer };

async function send(server: StintServer, { route, token, body }: Upload): Promise<void> {
  const response = await fetch(server.url + route, {
    method: "POST",
    headers: {
      Authorization: `Bearer ${token}`,
      "Content-Type": "application/json",
      "Content-Encoding": "gzip",
    },
    body: new Uint8Array(body),
  });
  if (!response.ok) throw new Error(`${route}: ${response.status} ${await response.text()}`);
  const answer: unknown = await response.json();
  if (route !== "/api/ingest") return;
  const { rejected } = ingestReceipt.parse(answer);
  if (rejected.length > 0) throw new Error(`${rejected.length} items were refused.`);
}

async function readRows(server: StintServer) {
  const response = await fetch(`${server.url}/api/bench/rows`);
  return rowCount.parse(await response.json());
}
