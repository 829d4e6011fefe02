import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { gunzipSync } from "node:zlib";
import { onTestFinished } from "vitest";
import { itemName } from "#reporter/upload/item-name.ts";
import { ingestItem, type RunItem, type UsageItem } from "#contract/ingest.ts";

/** What goes wrong with one upload. */
export type Fault =
  | { type: "status"; status: number; headers?: Record<string, string>; body?: unknown }
  /** Stores nothing, and the connection ends before the whole body was read. */
  | { type: "close-mid-body" }
  /** Stores nothing and never answers. */
  | { type: "hang" }
  /** Stores everything, and the answer is lost. */
  | { type: "commit-and-close" }
  /** Stores everything, and half an answer arrives. */
  | { type: "commit-and-tear" }
  /** Something between answers in the server's place. */
  | { type: "other-page" };

type Answer = { status: number; body: unknown; headers?: Record<string, string> };

export type Received = { method: string; path: string; token: string; body: string };

type Numbers = Record<"input" | "output" | "cacheRead" | "cacheWrite5m" | "cacheWrite1h", number>;

/** A Stint server of the shortest kind: the real item schemas, and a store that merges by key. */
export type FakeServer = {
  url: string;
  usage: Map<string, UsageItem>;
  runs: Map<string, RunItem>;
  tools: Set<string>;
  requests: Received[];
  uploads(): Received[];
  /** Asked for each upload with its number, from 0. */
  faultOf: (upload: number) => Fault | undefined;
  /** Asked for each item. */
  refusalOf: (item: {
    type: string;
    key?: string;
  }) => { code: string; message: string } | undefined;
  /** Other routes; undefined answers 404. */
  answer: (request: Received) => { status: number; body: unknown } | undefined;
  acceptedToken: string;
  clockOffsetMs: number;
  delayMs: number;
  totals(): Numbers & { events: number };
  stop(): Promise<void>;
  start(): Promise<void>;
};

export const workspace = {
  id: "org_1",
  slug: "acme",
  name: "Acme",
  timezone: "UTC",
  role: "member",
} as const;

export async function aFakeServer(): Promise<FakeServer> {
  const fake = new Fake();
  await fake.start();
  onTestFinished(() => fake.stop());
  return fake;
}

class Fake implements FakeServer {
  url = "";
  usage = new Map<string, UsageItem>();
  runs = new Map<string, RunItem>();
  tools = new Set<string>();
  requests: Received[] = [];
  faultOf: FakeServer["faultOf"] = () => undefined;
  refusalOf: FakeServer["refusalOf"] = () => undefined;
  answer: FakeServer["answer"] = () => undefined;
  acceptedToken = "stint_test";
  clockOffsetMs = 0;
  delayMs = 0;
  #uploads = 0;
  #port = 0;
  #server = createServer();

  async start(): Promise<void> {
    this.#server = createServer((request, response) => void this.#handle(request, response));
    this.#server.listen(this.#port, "127.0.0.1");
    await once(this.#server, "listening");
    const address = this.#server.address();
    this.#port = typeof address === "object" && address ? address.port : 0;
    this.url = `http://127.0.0.1:${this.#port}`;
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  uploads(): Received[] {
    return this.requests.filter(({ path }) => path === "/api/ingest");
  }

  totals() {
    const sums = { input: 0, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 };
    for (const item of this.usage.values()) {
      for (const name of numberNames) sums[name] += item[name];
    }
    return { ...sums, events: this.usage.size };
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? "";
    const fault = path === "/api/ingest" ? this.faultOf(this.#uploads++) : undefined;
    if (fault?.type === "close-mid-body") {
      request.once("data", () => request.destroy());
      return;
    }
    const body = await bodyOf(request).catch(() => undefined);
    if (body === undefined) return;
    const token = (request.headers.authorization ?? "").replace("Bearer ", "");
    const received = { method: request.method ?? "", path, token, body };
    this.requests.push(received);
    if (this.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, this.delayMs));
    if (fault) this.#fail(fault, received, response);
    else this.#respond(received, response);
  }

  #fail(fault: Fault, received: Received, response: ServerResponse): void {
    switch (fault.type) {
      case "status":
        this.#send(response, { body: problem(fault.status), ...fault });
        return;
      case "commit-and-close":
        this.#store(received.body);
        response.destroy();
        return;
      case "commit-and-tear": {
        const text = JSON.stringify(this.#store(received.body));
        response.writeHead(200, { "Content-Length": text.length });
        response.write(text.slice(0, text.length / 2), () => response.destroy());
        return;
      }
      case "other-page":
        response
          .writeHead(200, { "Content-Type": "text/html" })
          .end("<h1>Sign in to the Wi-Fi</h1>");
        return;
      case "hang":
      case "close-mid-body":
        return;
    }
  }

  #respond(received: Received, response: ServerResponse): void {
    const special = this.answer(received);
    if (special) {
      this.#send(response, special);
      return;
    }
    const { path, token } = received;
    if (path !== "/api/ingest" && path !== "/api/me") this.#send(response, problemAnswer(404));
    else if (token !== this.acceptedToken) this.#send(response, problemAnswer(401));
    else if (path === "/api/me") this.#send(response, { status: 200, body: me });
    else this.#send(response, { status: 200, body: this.#store(received.body) });
  }

  #send(response: ServerResponse, { status, body, headers }: Answer): void {
    const date = new Date(Date.now() + this.clockOffsetMs).toUTCString();
    response.writeHead(status, { "Content-Type": "application/json", Date: date, ...headers });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  }

  #store(body: string) {
    const batch: { items: unknown[] } = JSON.parse(body);
    const receipt = { accepted: 0, duplicates: 0, rejected: [] as unknown[] };
    for (const [index, item] of batch.items.entries()) {
      const outcome = this.#storeItem(item);
      if (outcome === "accepted") receipt.accepted++;
      else if (outcome === "duplicate") receipt.duplicates++;
      else receipt.rejected.push({ index, ...outcome });
    }
    return receipt;
  }

  #storeItem(raw: unknown): "accepted" | "duplicate" | { code: string; message: string } {
    const parsed = ingestItem.safeParse(raw);
    if (!parsed.success) return { code: "invalid_item", message: parsed.error.message };
    const item = parsed.data;
    const refusal = this.refusalOf(item);
    if (refusal) return refusal;
    if (item.type === "run") return this.#storeRun(item);
    if (!this.runs.has(item.runId)) return { code: "unknown_run", message: item.runId };
    if (item.type === "usage") return this.#storeUsage(item);
    const name = itemName(item);
    const isNew = !this.tools.has(name);
    this.tools.add(name);
    return isNew ? "accepted" : "duplicate";
  }

  #storeRun(item: RunItem): "accepted" | "duplicate" {
    const known = this.runs.get(item.runId);
    this.runs.set(item.runId, item);
    return JSON.stringify(known) === JSON.stringify(item) ? "duplicate" : "accepted";
  }

  #storeUsage(item: UsageItem): "accepted" | "duplicate" {
    const known = this.usage.get(item.key);
    const merged = known ? { ...item } : item;
    for (const name of known ? numberNames : []) {
      merged[name] = Math.max(item[name], known?.[name] ?? 0);
    }
    this.usage.set(item.key, merged);
    return JSON.stringify(known) === JSON.stringify(merged) ? "duplicate" : "accepted";
  }
}

const numberNames = ["input", "output", "cacheRead", "cacheWrite5m", "cacheWrite1h"] as const;

const problem = (status: number) => ({
  type: "about:blank",
  title: `Status ${status}`,
  status,
  code: status === 404 ? "not_found" : `code_${status}`,
  detail: `the fake says ${status}`,
});

const problemAnswer = (status: number): Answer => ({ status, body: problem(status) });

const me = {
  person: { id: "per_1", name: "Ada", email: "ada@example.com", image: null },
  workspaces: [workspace],
  token: { id: "tok_1", machineId: "mac_1", machineName: "box", scopes: ["ingest", "read"] },
};

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  const bytes = Buffer.concat(parts);
  return (request.headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes).toString();
}
