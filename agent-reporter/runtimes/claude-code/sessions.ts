import type { ClaudeFile } from "./credit.ts";
import type { RunIds } from "./records.ts";

/** Which transcripts make up which session: its own and its sub-agents'. */
export class Sessions {
  #files = new Map<string, Set<ClaudeFile>>();

  /** Says which run a file is, at first or when its lines have told. */
  place(file: ClaudeFile, run: RunIds): void {
    this.#files.get(file.run.root)?.delete(file);
    file.run = run;
    const session = this.#files.get(run.root) ?? new Set();
    this.#files.set(run.root, session.add(file));
  }

  filesOf(session: string): ClaudeFile[] {
    return [...(this.#files.get(session) ?? [])];
  }

  /** The session's own transcript; of a moved one and what was kept of it, the longer. */
  mainOf(session: string): ClaudeFile | undefined {
    let main: ClaudeFile | undefined;
    for (const file of this.#files.get(session) ?? []) {
      if (file.run.parent !== null) continue;
      if (!main || (file.records.lastAt ?? 0) > (main.records.lastAt ?? 0)) main = file;
    }
    return main;
  }
}
