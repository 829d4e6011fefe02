import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { ingestReceipt, type IngestReceipt } from "#contract/ingest.ts";
import {
  callServer,
  jsonOf,
  NoAnswer,
  problemOf,
  retryAfterMs,
  type ServerAnswer,
} from "../config/call-server.ts";
import type { ServerAccess } from "../config/server-access.ts";

const compress = promisify(gzip);

/** What became of one upload. Only `received` means that anything counts as sent. */
export type SendOutcome =
  | { type: "received"; receipt: IngestReceipt; bytes: number }
  | { type: "retry"; message: string; askedMs?: number }
  | { type: "too-large" }
  | { type: "signed-out"; message: string }
  | { type: "refused"; message: string };

export type SendOptions = { access: ServerAccess; timeoutMs?: number; signal?: AbortSignal };

/** Sends one upload of `itemCount` items, once. */
export async function sendBatch(
  body: string,
  itemCount: number,
  { access, timeoutMs, signal }: SendOptions,
): Promise<SendOutcome> {
  const packed = await compress(body, { level: 4 });
  try {
    const answer = await callServer(access.url, {
      method: "POST",
      path: "/api/ingest",
      token: access.token,
      body: new Uint8Array(packed),
      headers: { "Content-Encoding": "gzip" },
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      ...(signal === undefined ? {} : { signal }),
    });
    return outcomeOf(answer, itemCount, packed.length);
  } catch (error) {
    if (error instanceof NoAnswer) return { type: "retry", message: error.message };
    throw error;
  }
}

function outcomeOf(answer: ServerAnswer, itemCount: number, bytes: number): SendOutcome {
  const { status } = answer;
  if (status >= 200 && status < 300) return receiptOf(answer, itemCount, bytes);
  const { message } = problemOf(answer);
  if (status === 413) return { type: "too-large" };
  if (status === 401 || status === 403) return { type: "signed-out", message };
  if (isPassing(status)) {
    const askedMs = retryAfterMs(answer.headers, Date.now());
    const retry = { type: "retry", message: `the server answered ${status}: ${message}` } as const;
    return askedMs === undefined ? retry : { ...retry, askedMs };
  }
  return { type: "refused", message: `the server answered ${status}: ${message}` };
}

/** Redirects too: a network's sign-in page answers with one, and a moved server is none that took anything. */
function isPassing(status: number): boolean {
  return status >= 500 || [408, 425, 429].includes(status) || (status >= 300 && status < 400);
}

/** A receipt that does not account for every item is none: something between may have answered. */
function receiptOf(answer: ServerAnswer, itemCount: number, bytes: number): SendOutcome {
  const parsed = ingestReceipt.safeParse(jsonOf(answer));
  if (!parsed.success) return { type: "retry", message: "the answer is no receipt" };
  const receipt = parsed.data;
  const total = receipt.accepted + receipt.duplicates + receipt.rejected.length;
  if (total === itemCount) return { type: "received", receipt, bytes };
  return { type: "retry", message: `the receipt is for ${total} of ${itemCount} items` };
}
