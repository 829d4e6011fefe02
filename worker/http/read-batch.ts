import { ingestBatch } from "#contract/ingest.ts";
import { AppError } from "#worker/errors.ts";
import { parseJson, readBody } from "./read-body.ts";

/** An upload's envelope: its items unchecked, since each is checked by itself. */
export async function readBatch(request: Request) {
  const parsed = ingestBatch.safeParse(parseJson(await readBody(request)));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.join(".") || "the body";
  throw new AppError("invalid_input", `${where}: ${issue?.message ?? "is not a batch"}`);
}
