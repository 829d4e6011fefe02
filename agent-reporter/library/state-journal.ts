import {
  appendFileSync,
  closeSync,
  existsSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { crc32 } from "node:zlib";
import { draftOf, makeStateFolder } from "../config/state-folder.ts";
import { packRecords, unpackRecords } from "./pack-records.ts";
import { bytesOf, readLines } from "./read-lines.ts";
import type { Transcript } from "./transcript.ts";

/** Raised whenever the shape of what is kept changes; what was kept before is then read anew from the logs. */
const version = 10;

/** The journal is written anew when it holds this many times what is alive. */
const mostGarbage = 3;
const smallBytes = 1 << 20;

const tab = 9;

/**
 * What was read of each file, kept as one line a file: check sum, path, records; the newest line of a file counts.
 * Nothing in it is precious: a line whose sum is wrong, after a kill or because two wrote at once, only means that its
 * file is read again from where an older line says.
 */
export class StateJournal {
  /** Lines that were made elsewhere, until they are saved. */
  #made = new Map<Transcript, string>();
  #path: string;
  #liveBytes = 0;

  constructor(folder: string) {
    this.#path = path.join(folder, `files-v${version}.ndjson`);
  }

  /** What is kept of all files, or of those that are named alone. */
  read(only?: ReadonlySet<string>): Map<string, Transcript> {
    const found = new Map<string, Transcript>();
    const names = only && new Set([...only].map((one) => JSON.stringify(one)));
    for (const text of newestLines(this.#path, names).values()) {
      this.#liveBytes += text.length;
      const transcript = transcriptOf(text);
      if (transcript) found.set(transcript.path, transcript);
    }
    return found;
  }

  /** Whether nothing was ever kept. */
  isEmpty(): boolean {
    return !existsSync(this.#path);
  }

  /** A transcript's line that another thread made is what is saved of it. */
  expect(transcript: Transcript, line: string): void {
    this.#made.set(transcript, line);
  }

  /** Adds what changed, or writes everything anew where the journal has grown long. */
  save(changed: Iterable<Transcript>, all: Iterable<Transcript>): void {
    const news = [...changed];
    if (news.length === 0) return;
    const size = statSync(this.#path, { throwIfNoEntry: false })?.size ?? 0;
    if (size > 0 && size < Math.max(smallBytes, this.#liveBytes * mostGarbage)) {
      this.append(news);
      return;
    }
    const whole = this.#linesOf(all);
    const draft = this.draft();
    try {
      draft.add(whole);
      draft.finish();
    } catch (error) {
      draft.abandon();
      throw error;
    }
    this.#liveBytes = whole.length;
  }

  /** Begins a journal that takes the place of this one when it is whole. */
  draft(): JournalDraft {
    return new JournalDraft(this.#path);
  }

  append(changed: Transcript[]): void {
    if (changed.length === 0) return;
    makeStateFolder(path.dirname(this.#path));
    appendFileSync(this.#path, this.#linesOf(changed), { mode: 0o600 });
  }

  #linesOf(transcripts: Iterable<Transcript>): string {
    const lines = [...transcripts].map((one) => journalLine(one, this.#made.get(one)));
    this.#made.clear();
    return lines.join("");
  }
}

/** Begins with a line's end, so that one before it that a kill cut short does not spoil it. */
export function journalLine(transcript: Transcript, made = lineOf(transcript)): string {
  const body = `${JSON.stringify(transcript.path)}\t${made}`;
  return `\n${crc32(body).toString(36)}\t${body}\n`;
}

/** A journal of lines that are made elsewhere. */
export class JournalDraft {
  #path: string;
  #draft: string;
  #file: number;

  constructor(journal: string) {
    this.#path = journal;
    makeStateFolder(path.dirname(journal));
    this.#draft = draftOf(journal);
    this.#file = openSync(this.#draft, "w", 0o600);
  }

  add(line: Uint8Array | string): void {
    writeFileSync(this.#file, line);
  }

  finish(): void {
    closeSync(this.#file);
    renameSync(this.#draft, this.#path);
  }

  abandon(): void {
    try {
      closeSync(this.#file);
    } finally {
      rmSync(this.#draft, { force: true });
    }
  }
}

/** A transcript as it is kept. */
export function lineOf(transcript: Transcript): string {
  const records = packRecords(transcript.records as Record<string, unknown>);
  return JSON.stringify({ ...transcript, records });
}

/** What was written last stands here, which mostly is all that is asked for by name. */
const nearBytes = 1 << 19;

/**
 * The newest whole line of each file, without its sum and path; `names`: of these files alone, as JSON. A journal that
 * cannot be read is the same as none.
 */
function newestLines(journal: string, names?: Set<string>): Map<string, string> {
  try {
    const near = names ? linesFrom(journal, statSync(journal).size - nearBytes, names) : null;
    return near && near.size === names?.size ? near : linesFrom(journal, 0, names);
  } catch {
    return new Map();
  }
}

function linesFrom(journal: string, offset: number, names?: Set<string>): Map<string, string> {
  const newest = new Map<string, string>();
  readLines(journal, Math.max(offset, 0), (span) => {
    const line = bytesOf(span);
    const sumEnd = line.indexOf(tab);
    const pathEnd = line.indexOf(tab, sumEnd + 1);
    if (sumEnd === -1 || pathEnd === -1) return true;
    const name = line.toString("utf8", sumEnd + 1, pathEnd);
    if (names && !names.has(name)) return true;
    const sum = line.toString("latin1", 0, sumEnd);
    if (crc32(line.subarray(sumEnd + 1)).toString(36) !== sum) return true;
    newest.set(name, line.toString("utf8", pathEnd + 1));
    return true;
  });
  return newest;
}

/** The transcript of a line; null where another version of this program wrote it. */
export function transcriptOf(text: string): Transcript | null {
  try {
    const kept = JSON.parse(text);
    return { ...kept, records: unpackRecords(kept.records) };
  } catch {
    return null;
  }
}
