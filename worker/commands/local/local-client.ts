import type { LocalStint } from "./server.ts";

/** Calls the local server as a browser or a reporter would; every failure is an error with its answer. */
export type LocalClient = {
  get(route: string): Promise<Response>;
  send(method: "POST" | "PATCH", route: string, body: unknown): Promise<Response>;
};

/** `headers` carry the credential. */
export function localClient(stint: LocalStint, headers: Record<string, string> = {}): LocalClient {
  const call = async (route: string, init: RequestInit) => {
    const response = await fetch(stint.url + route, init);
    if (response.ok) return response;
    throw new Error(`${route} answered ${response.status}: ${await response.text()}`);
  };
  return {
    get: (route) => call(route, { headers: { Accept: "application/json", ...headers } }),
    send: (method, route, body) =>
      call(route, {
        method,
        headers: { "Content-Type": "application/json", Origin: stint.url, ...headers },
        body: JSON.stringify(body),
      }),
  };
}
