import { setTimeout as sleep } from "node:timers/promises";
import {
  callServer,
  jsonOf,
  NoAnswer,
  problemOf,
  retryAfterMs,
  type ServerAnswer,
} from "../config/call-server.ts";
import { type ServerAccess, tokenRefused } from "../config/server-access.ts";
import { fieldOf, textOf } from "../config/state-file.ts";
import { CommandError, failed, notSignedIn } from "../output/command-error.ts";
import { exitCodes } from "../output/command-io.ts";
import { wayOut } from "./way-out.ts";

/** A request about sessions; the server does it once, however often it is sent. */
export type Asked = {
  method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Behind `/api/dev-sessions`. */
  path: string;
  body?: unknown;
  accept?: string;
};

const attempts = 3;
const mostWaitMs = 3_000;

/** The server's answer to a request about sessions; a command's end where there is none, or a refusal. */
export async function askSessions(access: ServerAccess, asked: Asked): Promise<ServerAnswer> {
  for (let attempt = 1; ; attempt++) {
    const outcome = await askOnce(access, asked);
    if (outcome.type === "answered") return outcome.answer;
    if (attempt === attempts) throw notReachedNow(outcome.message);
    await sleep(Math.min(mostWaitMs, outcome.waitMs ?? attempt * 300));
  }
}

/** The same as JSON. */
export async function askJson(access: ServerAccess, asked: Asked): Promise<unknown> {
  const json = jsonOf(await askSessions(access, asked));
  if (json === undefined) throw notStint(access);
  return json;
}

export const notStint = ({ url }: ServerAccess) =>
  failed(
    `${url} does not answer like a Stint server.`,
    "`stint login --url URL` says which server to use.",
  );

type Outcome =
  | { type: "answered"; answer: ServerAnswer }
  | { type: "again"; message: string; waitMs?: number | undefined };

async function askOnce(access: ServerAccess, asked: Asked): Promise<Outcome> {
  const { url, token } = access;
  const { method, path, body, accept } = asked;
  let answer: ServerAnswer;
  try {
    answer = await callServer(url, {
      method,
      path: `/api/dev-sessions${path}`,
      token,
      timeoutMs: 10_000,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(accept === undefined ? {} : { headers: { Accept: accept } }),
    });
  } catch (error) {
    if (error instanceof NoAnswer) return { type: "again", message: error.message };
    throw error;
  }
  if (answer.status === 200) return { type: "answered", answer };
  if (answer.status === 429 || answer.status >= 500) {
    const waitMs = retryAfterMs(answer.headers, Date.now());
    return { type: "again", message: `${url}: ${problemOf(answer).message}.`, waitMs };
  }
  throw refusalOf(access, answer);
}

function refusalOf(access: ServerAccess, answer: ServerAnswer): CommandError {
  const { code, message } = problemOf(answer);
  if (answer.status === 401) return tokenRefused(access, message);
  if (answer.status === 403 && /the scope/.test(message)) {
    return notSignedIn(
      `This token may not do that: ${message}`,
      "`stint login` makes one that may act on sessions.",
    );
  }
  const session = fieldOf(jsonOf(answer), "session");
  const id = textOf(session, "id");
  return new CommandError(code, message, {
    exitCode: exitCodes.failed,
    hint: id && wayOut(code, id, textOf(session, "status")),
    facts: session === undefined ? {} : { session },
  });
}

const notReachedNow = (message: string) =>
  new CommandError("server_not_reached", message, {
    exitCode: exitCodes.notReached,
    hint: "Nothing is half done: the same command does it once the server is there, and not twice.",
  });
