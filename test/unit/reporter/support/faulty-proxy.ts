import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { onTestFinished } from "vitest";

/** What happens to an upload on its way: it never arrives, or it does and the answer is lost or replaced. */
export type ProxyFault = "close" | "500" | "commit-and-close";

/** Stands between a reporter and a real server, and fails on purpose. */
export type FaultyProxy = {
  url: string;
  /** Uploads seen so far. */
  uploads(): number;
  /** Asked for each upload with its number, from 0. */
  faultOf: (upload: number) => ProxyFault | undefined;
};

export async function aFaultyProxy(target: string): Promise<FaultyProxy> {
  let uploads = 0;
  const server = createServer((request, response) => {
    const isUpload = request.url === "/api/ingest";
    const fault = isUpload ? proxy.faultOf(uploads++) : undefined;
    pass(request, response, { target, fault }).catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const proxy: FaultyProxy = {
    url: `http://127.0.0.1:${port}`,
    uploads: () => uploads,
    faultOf: () => undefined,
  };
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return proxy;
}

type Passing = { target: string; fault: ProxyFault | undefined };

async function pass(
  request: IncomingMessage,
  response: ServerResponse,
  { target, fault }: Passing,
): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  if (fault === "close") return void response.destroy();
  if (fault === "500") return void response.writeHead(500).end("{}");

  const { host: _, connection: __, "content-length": ___, ...headers } = request.headers;
  const body = Buffer.concat(parts);
  const answer = await fetch(target + (request.url ?? ""), {
    method: request.method ?? "GET",
    headers: Object.entries(headers).map(([name, value]): [string, string] => [
      name,
      String(value),
    ]),
    ...(body.length > 0 ? { body } : {}),
  });
  const text = await answer.text();
  if (fault === "commit-and-close") return void response.destroy();
  const type = answer.headers.get("Content-Type") ?? "text/plain";
  response.writeHead(answer.status, { "Content-Type": type }).end(text);
}
