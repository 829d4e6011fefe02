import { ingestBatch, maxUploadBytes } from "#contract/ingest.ts";
import { AppError } from "#worker/errors.ts";

/** An upload's envelope: its items unchecked, since each is checked by itself. Gzip is accepted, within the same limit. */
export async function readBatch(request: Request) {
  const text = await readText(request);
  const parsed = ingestBatch.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.join(".") || "the body";
  throw new AppError("invalid_input", `${where}: ${issue?.message ?? "is not a batch"}`);
}

async function readText(request: Request): Promise<string> {
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
async function readCapped(stream: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.byteLength;
    if (size > maxUploadBytes) {
      throw new AppError("too_large", `A batch is at most ${maxUploadBytes} bytes; split it.`);
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AppError("invalid_input", "The body is not JSON.");
  }
}
