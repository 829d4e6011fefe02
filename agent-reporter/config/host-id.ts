import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { hostname } from "node:os";

/** Where Linux keeps an id of its installation. */
const idFiles = ["/etc/machine-id", "/var/lib/dbus/machine-id"];

/**
 * Tells this host from another one that has a copy of its state folder. A hash of the system's own id, or of the host's
 * name where it has none; it stays in the state folder.
 */
export function hostId(): string {
  const id = idFiles.map(readOrNothing).find((text) => text.length >= 8) ?? hostname();
  return createHash("sha256").update(`stint host ${id}`).digest("base64url").slice(0, 22);
}

function readOrNothing(file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    return "";
  }
}
