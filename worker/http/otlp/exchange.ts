import { AppError } from "#worker/errors.ts";
import type { TelemetryReceipt } from "#worker/operations/telemetry/ingest-telemetry.ts";
import { parseJson, readBody } from "../read-body.ts";
import { encodePartialSuccess } from "./partial-success.ts";
import { decodeProtobuf, type Message, NotProtobuf } from "./protobuf.ts";

type Encoding = "application/json" | "application/x-protobuf";

/** An exporter's request, whichever way it is written. */
export async function readExport(request: Request, message: Message): Promise<unknown> {
  const encoding = encodingOf(request);
  const bytes = await readBody(request);
  if (encoding === "application/x-protobuf") return decode(bytes, message);
  const body = parseJson(bytes);
  if (typeof body === "object" && body !== null && !Array.isArray(body)) return body;
  throw new AppError("invalid_input", "The body is not an export request.");
}

/** The answer in the encoding of the request; one that took everything says so by saying nothing. */
export function answerExport(request: Request, receipt?: TelemetryReceipt): Response {
  const encoding = encodingOf(request);
  const headers = { "Content-Type": encoding };
  const isPartial = receipt !== undefined && receipt.rejected > 0;
  const reason = receipt?.reason ?? "";
  if (encoding === "application/x-protobuf") {
    const body = isPartial ? encodePartialSuccess(receipt.rejected, reason) : null;
    return new Response(body, { headers });
  }
  const partialSuccess = isPartial
    ? { rejectedLogRecords: String(receipt.rejected), errorMessage: reason }
    : {};
  return new Response(JSON.stringify({ partialSuccess }), { headers });
}

function encodingOf(request: Request): Encoding {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type === "application/json" || type === "application/x-protobuf") return type;
  const wanted = "Send application/json or application/x-protobuf.";
  throw new AppError("unsupported_media_type", wanted);
}

function decode(bytes: Uint8Array, message: Message): unknown {
  try {
    return decodeProtobuf(bytes, message);
  } catch (error) {
    if (!(error instanceof NotProtobuf)) throw error;
    throw new AppError("invalid_input", `The body is not protobuf: ${error.message}`);
  }
}
