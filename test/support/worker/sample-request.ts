import type { RouteEntry } from "#worker/http/route.ts";
import type { SampleRequest } from "./route-samples.ts";

type Asked = SampleRequest & { slug: string };

/** The path and the request that call a route as its sample says, with a caller's headers. */
export function requestOf(
  entry: RouteEntry,
  headers: Record<string, string>,
  { slug, params = {}, query = "", body }: Asked,
): [string, RequestInit] {
  const values: Record<string, string> = { ...params, slug };
  const path = entry.path.replace(/{(\w+)}/g, (_, name: string) => values[name] ?? "");
  const search = new URLSearchParams(query);
  // Browsers cannot set headers on a socket's upgrade.
  if (entry.socket) search.set("workspace", headers["X-Workspace"] ?? slug);

  const own = new Headers(headers);
  if (entry.socket) own.set("Upgrade", "websocket");
  if (body !== undefined) own.set("Content-Type", "application/json");
  const init = { method: entry.method.toUpperCase(), headers: own };
  return [`${path}?${search}`, body === undefined ? init : { ...init, body: JSON.stringify(body) }];
}
