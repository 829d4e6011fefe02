import { fieldOf, readStateFile, textOf, writeStateFile } from "../config/state-file.ts";
import { reporterVersion } from "../config/version.ts";
import { messageOf } from "../output/command-error.ts";
import type { Entry } from "./batches.ts";
import { hexOf } from "./fingerprint.ts";

/** An item that the server will not take. */
export type Rejection = {
  /** Type, runtime and key. */
  name: string;
  code: string;
  message: string;
};

type Remembered = Rejection & { content: string };

/** More would be a server that refuses everything, and is better asked again. */
const maxRemembered = 10_000;

/**
 * What the server refused and why. Such an item is not sent again until its content or the reporter's version
 * changes, and it never holds up the others.
 */
export class Rejections {
  #file: string;
  #known = new Map<string, Remembered>();
  #isChanged = false;

  constructor(file: string) {
    this.#file = file;
    const stored = readStateFile(file);
    // An upgrade may have mended what was wrong with them.
    if (textOf(stored, "version") !== reporterVersion) return;
    for (const one of listIn(stored)) this.#known.set(one.name, one);
  }

  list(): Rejection[] {
    return Array.from(this.#known.values(), ({ name, code, message }) => ({ name, code, message }));
  }

  /** `unknown_run` is the run's fault, and may be right at the next try. */
  has(entry: Entry): boolean {
    const known = this.#known.get(entry.name);
    return known?.content === hexOf(entry.mark.content) && known.code !== "unknown_run";
  }

  add(entry: Entry, reason: { code: string; message: string }): void {
    if (this.#known.size >= maxRemembered && !this.#known.has(entry.name)) return;
    const { code, message } = reason;
    this.#known.set(entry.name, {
      name: entry.name,
      code,
      message: message.slice(0, 300),
      content: hexOf(entry.mark.content),
    });
    this.#isChanged = true;
  }

  /** The server took it after all. */
  delete(entry: Entry): void {
    if (this.#known.size > 0 && this.#known.delete(entry.name)) this.#isChanged = true;
  }

  save(warn: (message: string) => void): void {
    if (!this.#isChanged) return;
    const content = { version: reporterVersion, items: [...this.#known.values()] };
    try {
      writeStateFile(this.#file, `${JSON.stringify(content)}\n`);
      this.#isChanged = false;
    } catch (error) {
      warn(`Cannot note what was rejected (${messageOf(error)}).`);
    }
  }
}

function listIn(stored: unknown): Remembered[] {
  const items = fieldOf(stored, "items");
  if (!Array.isArray(items)) return [];
  return items.flatMap((item: unknown) => {
    const name = textOf(item, "name");
    const content = textOf(item, "content");
    const code = textOf(item, "code");
    if (!name || !content || !code) return [];
    return [{ name, content, code, message: textOf(item, "message") ?? "" }];
  });
}
