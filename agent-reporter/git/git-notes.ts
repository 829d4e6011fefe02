import { appendFileSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { gitItem } from "#contract/git.ts";
import { writeStateFile } from "../config/state-file.ts";
import { makeStateFolder } from "../config/state-folder.ts";

const gitNote = z.object({
  runtime: z.string(),
  runId: z.string(),
  /** The last activity that it accounts for. */
  lastAt: z.number(),
  /** The run had come to rest, so that nothing of it is missing. */
  isSettled: z.boolean(),
  /** The commit that the run began with, where somebody saw it. */
  start: z.object({ commit: z.string().nullable() }).nullable(),
  /** Null where there is nothing to tell. */
  item: gitItem.nullable(),
});

/** What was last observed of a run. */
export type GitNote = z.infer<typeof gitNote>;

const maxNotes = 10_000;
const smallBytes = 1 << 20;

/**
 * What was observed of runs, one line each; the newest line of a run counts. Kept on this machine, because what a
 * folder held when a run went on can be seen then alone. A line that cannot be read is as if it was not there.
 */
export class GitNotes {
  #file: string;
  #notes = new Map<string, GitNote>();
  #unsaved = new Set<string>();
  #bytes = 0;

  constructor(stateFolder: string) {
    this.#file = path.join(stateFolder, "git-figures.ndjson");
    for (const line of linesOf(this.#file)) {
      this.#bytes += line.length;
      const note = noteOf(line);
      if (note) this.#notes.set(nameOf(note), note);
    }
  }

  get(run: { runtime: string; runId: string }): GitNote | undefined {
    return this.#notes.get(nameOf(run));
  }

  set(note: GitNote): void {
    const name = nameOf(note);
    this.#notes.delete(name);
    this.#notes.set(name, note);
    this.#unsaved.add(name);
  }

  all(): Iterable<GitNote> {
    return this.#notes.values();
  }

  /** Never fails: what is not noted is asked again, as far as git still knows. */
  save(): void {
    const news = [...this.#unsaved].flatMap((name) => this.#notes.get(name) ?? []);
    if (news.length === 0) return;
    try {
      if (this.#bytes > smallBytes && this.#isMostlyOld()) this.#writeAll();
      else this.#append(news);
      this.#unsaved.clear();
    } catch {
      // A full disk, or a folder that went away: the next save may do.
    }
  }

  #isMostlyOld(): boolean {
    return this.#bytes > 3 * textOf(this.#notes.values()).length;
  }

  #append(notes: GitNote[]): void {
    makeStateFolder(path.dirname(this.#file));
    const text = textOf(notes);
    appendFileSync(this.#file, text, { mode: 0o600 });
    this.#bytes += text.length;
  }

  #writeAll(): void {
    const text = textOf([...this.#notes.values()].slice(-maxNotes));
    writeStateFile(this.#file, text, { isPrecious: false });
    this.#bytes = text.length;
  }
}

const nameOf = ({ runtime, runId }: { runtime: string; runId: string }) => `${runtime} ${runId}`;

/** Each begins with a line's end, so that one that a kill cut short does not spoil the next. */
const textOf = (notes: Iterable<GitNote>) =>
  Array.from(notes, (note) => `\n${JSON.stringify(note)}\n`).join("");

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, "utf8").split("\n").filter(Boolean);
  } catch {
    return [];
  }
}

function noteOf(line: string): GitNote | undefined {
  try {
    return gitNote.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}
