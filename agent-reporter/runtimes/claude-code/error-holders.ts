import type { ClaudeFile } from "./credit.ts";
import type { ErrorRecord } from "./records.ts";

/** Which files hold which failed request: forks copy those lines too. */
export class ErrorHolders {
  #holders = new Map<string, Set<ClaudeFile>>();

  add(key: string, file: ClaudeFile): void {
    this.#holders.set(key, (this.#holders.get(key) ?? new Set()).add(file));
  }

  /** Each failed request of those keys, with the file whose own work began first. */
  *credited(keys: Iterable<string>): Generator<{ file: ClaudeFile; error: ErrorRecord }> {
    for (const key of keys) {
      const [file] = [...(this.#holders.get(key) ?? [])].toSorted(compareFiles);
      const error = file?.records.errors.get(key);
      if (file && error) yield { file, error };
    }
  }
}

const compareFiles = (a: ClaudeFile, b: ClaudeFile) =>
  a.beganAt - b.beganAt || (a.run.id < b.run.id ? -1 : Number(a.run.id > b.run.id));
