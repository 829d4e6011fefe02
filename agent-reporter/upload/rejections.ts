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

/** A server that does not know a kind of item is asked again after this: it may be a newer one by then. */
const askAgainMs = 3_600_000;

/** What an older server says of any item of a kind that came later. */
export const isUnknownKind = ({ code, message }: { code: string; message: string }) =>
  code === "invalid_item" && message.startsWith("type: ");

/** More would be a server that refuses everything, and is better asked again. */
const maxRemembered = 10_000;

/**
 * What the server refused and why. Such an item is not sent again until its content or the reporter's version
 * changes, and it never holds up the others. Items of a kind that the server is too old for wait for a newer server.
 */
export class Rejections {
  #file: string;
  #now: () => number;
  #known = new Map<string, Remembered>();
  /** When the server was asked about a kind of item that it does not know. */
  #held = new Map<string, number>();
  #isReleased = false;
  #isChanged = false;

  constructor(file: string, now: () => number = Date.now) {
    this.#file = file;
    this.#now = now;
    const stored = readStateFile(file);
    // An upgrade may have mended what was wrong with them.
    if (textOf(stored, "version") !== reporterVersion) return;
    for (const one of listIn(stored)) this.#known.set(one.name, one);
    for (const { kind, at } of heldIn(stored)) this.#held.set(kind, at);
  }

  list(): Rejection[] {
    return Array.from(this.#known.values(), ({ name, code, message }) => ({ name, code, message }));
  }

  /** `unknown_run` is the run's fault, and may be right at the next try. */
  has(entry: Entry): boolean {
    const askedAt = this.#held.get(kindOf(entry));
    if (askedAt !== undefined && Math.abs(this.#now() - askedAt) < askAgainMs) return true;
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

  /** The server does not know what it is; all that are like it wait. */
  hold(entry: Entry): void {
    this.#held.set(kindOf(entry), this.#now());
    this.#isChanged = true;
  }

  /** Kinds of items that wait for a newer server. */
  held(): string[] {
    return [...this.#held.keys()];
  }

  /** Whether the server took a kind that had waited: what waited is due. */
  takeReleased(): boolean {
    const isReleased = this.#isReleased;
    this.#isReleased = false;
    return isReleased;
  }

  /** The server took it after all. */
  delete(entry: Entry): void {
    if (this.#known.size > 0 && this.#known.delete(entry.name)) this.#isChanged = true;
    if (this.#held.size === 0 || !this.#held.delete(kindOf(entry))) return;
    this.#isReleased = true;
    this.#isChanged = true;
  }

  save(warn: (message: string) => void): void {
    if (!this.#isChanged) return;
    const held = Array.from(this.#held, ([kind, at]) => ({ kind, at }));
    const content = { version: reporterVersion, items: [...this.#known.values()], held };
    try {
      writeStateFile(this.#file, `${JSON.stringify(content)}\n`);
      this.#isChanged = false;
    } catch (error) {
      warn(`Cannot note what was rejected (${messageOf(error)}).`);
    }
  }
}

const kindOf = ({ name }: Entry) => name.slice(0, name.indexOf(" "));

function heldIn(stored: unknown): { kind: string; at: number }[] {
  const kinds = fieldOf(stored, "held");
  if (!Array.isArray(kinds)) return [];
  return kinds.flatMap((one: unknown) => {
    const kind = textOf(one, "kind");
    const at = fieldOf(one, "at");
    return kind && typeof at === "number" ? [{ kind, at }] : [];
  });
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
