import { Buffer } from "node:buffer";
import { AppError } from "#worker/errors.ts";

/** Where a page ended: a moment and the id that orders rows of the same moment. Opaque to callers. */
export const writeCursor = (at: number, id: string) =>
  Buffer.from(`${at} ${id}`).toString("base64url");

export function readCursor(cursor: string): { at: number; id: string } {
  const text = Buffer.from(cursor, "base64url").toString();
  const at = Number(text.slice(0, text.indexOf(" ")));
  const id = text.slice(text.indexOf(" ") + 1);
  if (!Number.isSafeInteger(at) || !id) {
    throw new AppError(
      "invalid_input",
      "The cursor is not one that a list answered; start without it.",
    );
  }
  return { at, id };
}
