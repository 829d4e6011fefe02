import { once } from "node:events";
import { createServer } from "node:http";
import { gunzipSync } from "node:zlib";

/** Hands everything on to a server and keeps what it saw, unzipped. */
export type RecordingProxy = { url: string; seen: string[]; close: () => void };

export async function aRecordingProxy(target: string): Promise<RecordingProxy> {
  const seen: string[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const body = Buffer.concat(parts);
    const isZipped = request.headers["content-encoding"] === "gzip";
    seen.push(JSON.stringify([request.url, request.headers]));
    seen.push((isZipped ? gunzipSync(body) : body).toString());
    const { host: _, connection: __, "content-length": ___, ...headers } = request.headers;
    const answer = await fetch(target + (request.url ?? ""), {
      method: request.method ?? "GET",
      headers: Object.entries(headers).map(([name, value]): [string, string] => [name, `${value}`]),
      ...(body.length > 0 && { body }),
    });
    const text = await answer.text();
    seen.push(text);
    response.writeHead(answer.status, { "Content-Type": "application/json" }).end(text);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, seen, close: () => void server.close() };
}
