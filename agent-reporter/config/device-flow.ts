import { setTimeout as sleep } from "node:timers/promises";
import { failed, notReached } from "../output/command-error.ts";
import {
  callServer,
  jsonOf,
  NoAnswer,
  problemOf,
  retryAfterMs,
  type ServerAnswer,
} from "./call-server.ts";
import { fieldOf, textOf } from "./state-file.ts";

const clientId = "stint-cli";
const grantType = "urn:ietf:params:oauth:grant-type:device_code";

/** What the person is shown, and what the polling needs. */
export type DeviceCode = {
  deviceCode: string;
  userCode: string;
  verificationUrl: string;
  intervalMs: number;
  expiresInMs: number;
};

/** Asks for a code; the machine's name goes along, so that the approval page can show it. */
export async function requestDeviceCode(url: string, machineName: string): Promise<DeviceCode> {
  const scope = `ingest read plan machine:${encodeURIComponent(machineName)}`;
  const answer = await callServer(url, {
    method: "POST",
    path: "/api/auth/device/code",
    body: JSON.stringify({ client_id: clientId, scope }),
  });
  const body = jsonOf(answer);
  const deviceCode = textOf(body, "device_code");
  const userCode = textOf(body, "user_code");
  const page = textOf(body, "verification_uri_complete") ?? textOf(body, "verification_uri");
  if (answer.status !== 200 || !deviceCode || !userCode || !page) {
    throw failed(`${url} gave no sign-in code: ${problemOf(answer).message}.`, notAServer);
  }
  return {
    deviceCode,
    userCode,
    verificationUrl: pageOn(url, page),
    intervalMs: secondsOf(body, "interval", 5) * 1_000,
    expiresInMs: secondsOf(body, "expires_in", 900) * 1_000,
  };
}

const notAServer = "Is it a Stint server? `--url` says which one to use.";

/** The approval page must be a web page: it is handed to the operating system to be opened. */
function pageOn(url: string, page: string): string {
  if (!URL.canParse(page, `${url}/`)) throw failed("The server named no page to approve on.");
  const address = new URL(page, `${url}/`);
  if (!/^https?:$/.test(address.protocol)) throw failed("The server named no page to approve on.");
  return address.href;
}

const secondsOf = (body: unknown, name: string, otherwise: number) => {
  const seconds = fieldOf(body, name);
  return typeof seconds === "number" && seconds > 0 ? seconds : otherwise;
};

type Poll =
  | { type: "approved"; sessionToken: string }
  | { type: "pending"; waitMs: number }
  | { type: "refused"; message: string };

/** Waits for the approval. Gives the session token, good for one exchange and then dropped. */
export async function pollForApproval(
  url: string,
  code: DeviceCode,
  signal: AbortSignal,
): Promise<string> {
  const endsAt = performance.now() + code.expiresInMs;
  let waitMs = code.intervalMs;
  while (performance.now() < endsAt) {
    await sleep(waitMs, undefined, { signal });
    const poll = await pollOnce(url, code, waitMs);
    if (poll.type === "approved") return poll.sessionToken;
    if (poll.type === "refused") throw failed(poll.message);
    waitMs = poll.waitMs;
  }
  throw failed("The code expired before it was approved.", "Run `stint login` again.");
}

async function pollOnce(url: string, code: DeviceCode, waitMs: number): Promise<Poll> {
  try {
    const answer = await callServer(url, {
      method: "POST",
      path: "/api/auth/device/token",
      body: JSON.stringify({
        grant_type: grantType,
        device_code: code.deviceCode,
        client_id: clientId,
      }),
    });
    return readPoll(answer, waitMs);
  } catch (error) {
    // The network may be back at the next try; the code's own expiry ends the waiting.
    if (error instanceof NoAnswer) return { type: "pending", waitMs };
    throw error;
  }
}

/** RFC 8628, 3.5: what each answer to a poll means. */
export function readPoll(answer: ServerAnswer, waitMs: number): Poll {
  const body = jsonOf(answer);
  const sessionToken = textOf(body, "access_token");
  if (answer.status === 200 && sessionToken) return { type: "approved", sessionToken };

  const error = textOf(body, "error") ?? textOf(body, "code") ?? "";
  switch (error.toLowerCase()) {
    case "authorization_pending":
      return { type: "pending", waitMs };
    case "slow_down":
      return { type: "pending", waitMs: waitMs + 5_000 };
    case "access_denied":
      return { type: "refused", message: "The request was denied in the browser." };
    case "expired_token":
      return { type: "refused", message: "The code expired before it was approved." };
    default:
      return otherAnswer(answer, waitMs);
  }
}

function otherAnswer(answer: ServerAnswer, waitMs: number): Poll {
  if (answer.status === 429 || answer.status >= 500) {
    const asked = retryAfterMs(answer.headers, Date.now()) ?? 0;
    return { type: "pending", waitMs: Math.max(asked, waitMs + 5_000) };
  }
  return { type: "refused", message: `The server refused: ${problemOf(answer).message}.` };
}

/** Turns "no answer" into the exit code for it. */
export async function orNotReached<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof NoAnswer ? notReached(error.message) : error;
  }
}
