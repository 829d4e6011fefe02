import type { ZodType } from "zod";
import { problem } from "#contract/problem.ts";

/** A refusal or a failure, in words that may be shown. `status` 0 means that the server was not reached. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
  }
}

type Call = { method?: "GET" | "POST" | "PATCH" | "DELETE"; body?: unknown; workspace?: string };

/** Calls the API and checks its answer against the contract: a drifting answer fails here, not in a component. */
export async function callApi<S extends ZodType>(path: string, schema: S, call: Call = {}) {
  const response = await request(path, call);
  return schema.parse(await response.json());
}

/** Calls the API where the answer says nothing. */
export async function sendApi(path: string, call: Call): Promise<void> {
  await request(path, call);
}

async function request(path: string, { method = "GET", body, workspace }: Call): Promise<Response> {
  const headers = new Headers({ Accept: "application/json" });
  if (workspace) headers.set("X-Workspace", workspace);
  if (method !== "GET") headers.set("Content-Type", "application/json");
  const init: RequestInit = { method, headers };
  if (method !== "GET") init.body = JSON.stringify(body ?? {});
  const response = await fetch(path, init).catch(() => {
    throw new ApiError(0, "offline", "The server cannot be reached. What you see may be old.");
  });
  if (!response.ok) throw await errorOf(response);
  return response;
}

async function errorOf(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  const parsed = problem.safeParse(body);
  if (parsed.success) {
    const { code, detail, title } = parsed.data;
    return new ApiError(response.status, code, detail ?? title);
  }
  const message = Object(body).message;
  const text = typeof message === "string" ? message : `The server answered ${response.status}.`;
  return new ApiError(response.status, "error", text);
}

/** `?a=1&b=2` of what is set. */
export function queryOf(values: Record<string, string | number | undefined | null>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== null && value !== "") query.set(name, String(value));
  }
  const text = query.toString();
  return text ? `?${text}` : "";
}
