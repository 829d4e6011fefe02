import { readlinkSync, statSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { readStateFile, textOf, writeStateFile } from "./state-file.ts";

type Known = { source: string | null; timezone: string };

let known: Known | null = null;

/**
 * This machine's time zone as `Intl` names it. Asking loads the tables of all languages, a tenth of a start, so that the
 * answer is kept in the state folder for as long as the system's settings stay as they are.
 */
export function localTimezone(folder: string): string {
  const source = sourceOf();
  if (known && known.source === source) return known.timezone;
  const kept = source === null ? null : keptFor(source, folder);
  known = { source, timezone: kept ?? asked() };
  if (source !== null && kept === null) keep(known, folder);
  return known.timezone;
}

/** Whether it is the zone that `localTimezone` told, in which `Date` itself counts. */
export const isLocalTimezone = (timezone: string): boolean => known?.timezone === timezone;

const fileOf = (folder: string) => path.join(folder, "timezone.json");

/** What `Intl` looks at; null where that is not a file. */
function sourceOf(): string | null {
  const system = "/etc/localtime";
  try {
    const { size, mtimeMs } = statSync(system);
    return [process.env["TZ"] ?? "-", linkOf(system), size, mtimeMs].join(" ");
  } catch {
    return null;
  }
}

function linkOf(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    // Some systems have a copy there.
    return "-";
  }
}

function keptFor(source: string, folder: string): string | null {
  const kept = readStateFile(fileOf(folder));
  return textOf(kept, "source") === source ? (textOf(kept, "timezone") ?? null) : null;
}

function keep(found: Known, folder: string): void {
  try {
    writeStateFile(fileOf(folder), JSON.stringify(found));
  } catch {
    // A full disk: it is asked again next time.
  }
}

/** An empty TZ is UTC, for which `Intl` has no name. */
function asked(): string {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return timeZone === "Etc/Unknown" ? "UTC" : timeZone;
}
