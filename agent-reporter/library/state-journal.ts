import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import process from "node:process";
import type { Transcript } from "./transcript.ts";

/** Raised whenever the shape of what is kept changes; what was kept before is then read anew from the logs. */
const version = 1;

/** The journal is written anew when it holds this many times what is alive. */
const mostGarbage = 3;

/**
 * What was read of each file, kept as one line a file; the newest line of a file counts. Nothing in it is precious:
 * a line that is broken, by a kill or by two writers, only means that its file is read again.
 */
export class StateJournal {
  #path: string;
  #liveBytes = 0;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#path = path.join(folder, `files-v${version}.ndjson`);
  }

  read(): Map<string, Transcript> {
    const found = new Map<string, Transcript>();
    if (!existsSync(this.#path)) return found;
    for (const line of readFileSync(this.#path, "utf8").split("\n")) {
      const transcript = parse(line);
      if (transcript) found.set(transcript.path, transcript);
    }
    return found;
  }

  /** Adds what changed, or writes everything anew where the journal has grown long. */
  save(changed: Iterable<Transcript>, all: Iterable<Transcript>): void {
    const text = linesOf(changed);
    if (text === "") return;
    const size = existsSync(this.#path) ? statSync(this.#path).size : 0;
    if (size > 0 && size + text.length < Math.max(1 << 20, this.#liveBytes * mostGarbage)) {
      appendFileSync(this.#path, text, { mode: 0o600 });
      return;
    }
    const whole = linesOf(all);
    const draft = `${this.#path}.${process.pid}`;
    writeFileSync(draft, whole, { mode: 0o600 });
    renameSync(draft, this.#path);
    this.#liveBytes = whole.length;
  }
}

function linesOf(transcripts: Iterable<Transcript>): string {
  let text = "";
  for (const transcript of transcripts) text += `${JSON.stringify(transcript)}\n`;
  return text;
}

function parse(line: string): Transcript | null {
  if (line === "") return null;
  try {
    return JSON.parse(line);
  } catch {
    // Cut by a kill.
    return null;
  }
}
