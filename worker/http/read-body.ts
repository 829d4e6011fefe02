import { maxUploadBytes } from "#contract/ingest.ts";
import { AppError } from "#worker/errors.ts";

/** An upload's body. Gzip is accepted, within the same limit. */
export async function readBody(request: Request): Promise<Uint8Array<ArrayBuffer>> {
  const encoding = request.headers.get("content-encoding")?.toLowerCase() ?? "identity";
  if (!request.body) throw new AppError("invalid_input", "There is no body.");
  if (encoding === "identity") return readCapped(request.body);
  if (encoding !== "gzip") {
    throw new AppError("invalid_input", `Content-Encoding ${encoding} is not known; send gzip.`);
  }
  try {
    return await readCapped(request.body.pipeThrough(new DecompressionStream("gzip")));
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError("invalid_input", "The body is not gzip.");
  }
}

/** Stops reading as soon as the limit is passed, so that a small bomb stays small. */
async function readCapped(stream: ReadableStream<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.byteLength;
    if (size > maxUploadBytes) {
      throw new AppError("too_large", `A batch is at most ${maxUploadBytes} bytes; split it.`);
    }
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}

export function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new AppError("invalid_input", "The body is not JSON.");
  }
}
