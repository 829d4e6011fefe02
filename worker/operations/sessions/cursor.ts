import { AppError } from "#worker/errors.ts";

/** Where a page ended: a moment and the id that orders rows of the same moment. Opaque to callers. */
export function writeCursor(at: number, id: string): string {
  // `btoa` takes bytes alone, and an id may be of any letters.
  const bytes = new TextEncoder().encode(`${at} ${id}`);
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

export function readCursor(cursor: string): { at: number; id: string } {
  const text = decode(cursor);
  const at = Number(text.slice(0, text.indexOf(" ")));
  const id = text.slice(text.indexOf(" ") + 1);
  if (!Number.isInteger(at) || !id) throw invalidCursor();
  return { at, id };
}

function decode(cursor: string): string {
  try {
    const bytes = atob(cursor.replaceAll("-", "+").replaceAll("_", "/"));
    return new TextDecoder().decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)));
  } catch {
    throw invalidCursor();
  }
}

export const invalidCursor = () =>
  new AppError("invalid_input", "The cursor is not one that a list answered; start without it.");
