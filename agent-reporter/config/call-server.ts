import { messageOf } from "../output/command-error.ts";
import { fieldOf, textOf } from "./state-file.ts";
import { reporterVersion } from "./version.ts";

/** A request to the server; `body` is JSON unless `headers` say more. */
export type ServerRequest = {
  method: "GET" | "POST" | "PATCH" | "DELETE";
  path: string;
  token?: string;
  body?: string | Uint8Array<ArrayBuffer>;
  headers?: Record<string, string>;
  timeoutMs?: number;
  signal?: AbortSignal;
};

/** A complete answer: one that broke off in the middle never becomes one of these. */
export type ServerAnswer = { status: number; headers: Headers; text: string };

/** No whole answer came: refused, timed out, broken off, unresolvable. Whether the server acted is unknown. */
export class NoAnswer extends Error {
  constructor(url: string, cause: unknown) {
    super(`${url} was not reached (${messageOf(cause)}).`);
    this.name = "NoAnswer";
  }
}

const defaultTimeoutMs = 30_000;

/** Sends one request. Redirects are not followed: a moved server is for the person to confirm. */
export async function callServer(url: string, request: ServerRequest): Promise<ServerAnswer> {
  const limit = new AbortController();
  const timeoutMs = request.timeoutMs ?? defaultTimeoutMs;
  const timer = setTimeout(() => limit.abort(new Error(`no answer in ${timeoutMs} ms`)), timeoutMs);
  const stop = () => limit.abort(new Error("stopped"));
  request.signal?.addEventListener("abort", stop);
  try {
    const response = await fetch(url + request.path, {
      method: request.method,
      headers: headersOf(request),
      body: request.body ?? null,
      redirect: "manual",
      signal: limit.signal,
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  } catch (error) {
    throw new NoAnswer(url, error);
  } finally {
    clearTimeout(timer);
    request.signal?.removeEventListener("abort", stop);
  }
}

function headersOf({ token, body, headers }: ServerRequest): Record<string, string> {
  return {
    Accept: "application/json",
    "User-Agent": `stint/${reporterVersion}`,
    ...(body === undefined ? {} : { "Content-Type": "application/json" }),
    ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
    ...headers,
  };
}

/** The body as JSON; undefined where it is something else, such as a sign-in page of the network. */
export function jsonOf(answer: ServerAnswer): unknown {
  try {
    return JSON.parse(answer.text);
  } catch {
    return undefined;
  }
}

/** What the server says went wrong, in one line. */
export function problemOf(answer: ServerAnswer): { code: string; message: string } {
  const body = jsonOf(answer);
  const code = textOf(body, "code") ?? textOf(body, "error") ?? `http_${answer.status}`;
  const message =
    textOf(body, "detail") ??
    textOf(body, "error_description") ??
    textOf(body, "message") ??
    textOf(body, "title") ??
    `the server answered ${answer.status}`;
  return { code, message: withField(message, body) };
}

function withField(message: string, body: unknown): string {
  const errors = fieldOf(body, "errors");
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
  const path = textOf(first, "path");
  return path ? `${message} (${path}: ${textOf(first, "message") ?? "invalid"})` : message;
}

/** How long the server asks to wait, in milliseconds: seconds or a date, as RFC 9110 allows. */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const value = headers.get("Retry-After");
  if (!value) return undefined;
  if (/^\d+$/.test(value.trim())) return Number(value) * 1_000;
  const moment = Date.parse(value);
  return Number.isNaN(moment) ? undefined : Math.max(0, moment - now);
}
