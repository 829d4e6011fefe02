import { AppError } from "#worker/errors.ts";

/** Where a page ended: a moment and the id that orders rows of the same moment. Opaque to callers. */
export const writeCursor = (at: number, id: string) =>
  btoa(`${at} ${id}`).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

export function readCursor(cursor: string): { at: number; id: string } {
  const text = decode(cursor);
  const at = Number(text.slice(0, text.indexOf(" ")));
  const id = text.slice(text.indexOf(" ") + 1);
  if (!Number.isSafeInteger(at) || !id) throw invalidCursor();
  return { at, id };
}

function decode(cursor: string): string {
  try {
    return atob(cursor.replaceAll("-", "+").replaceAll("_", "/"));
  } catch {
    throw invalidCursor();
  }
}

const invalidCursor = () =>
  new AppError("invalid_input", "The cursor is not one that a list answered; start without it.");
