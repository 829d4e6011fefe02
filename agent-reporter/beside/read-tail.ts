import { readdirSync, readSync, openSync, closeSync, fstatSync } from "node:fs";
import path from "node:path";
import { costNanoUsd } from "#contract/price-rule.ts";
import { objectBehindTorn, parseObjects } from "../library/parse-objects.ts";
import { readClaudeObject } from "../runtimes/claude-code/read-object.ts";
import { mergeMessages } from "../runtimes/claude-code/read-usage.ts";
import { type MessageRecord, newClaudeRecords } from "../runtimes/claude-code/records.ts";
import type { StatusFigures, Sum } from "./status-figures.ts";

/** What a session's logs hold beyond the figures that are kept; `today` is the part of the figures' day. */
export type Tail = { session: Sum; today: Sum; bytes: number };

/** A message's lines stand together: so much before what is new is read again to find the message that goes on. */
const lookBackBytes = 256 << 10;
/** More is for `stint costs` to read; a status line must be quick. */
const mostBytes = 8 << 20;

/** Null where it cannot be told from what is kept: too much, or not what it was. */
export function readTail(
  { transcript, session }: { transcript: string; session: string },
  figures: StatusFigures,
): Tail | null {
  const sizes = figures.sessions[session]?.sizes;
  if (figures.unsettled.includes(session)) return null;
  const below = transcript.replace(/\.jsonl$/, "");
  const before = new Map<string, MessageRecord>();
  const after = new Map<string, MessageRecord>();
  let bytes = 0;
  for (const name of ["", ...logsBelow(below)]) {
    const file = name === "" ? transcript : path.join(below, name);
    const read = readFrom(file, { session, from: sizes?.[name] ?? 0, left: mostBytes - bytes });
    if (!read) return null;
    bytes += read.bytes;
    addAll(before, read.before);
    addAll(after, read.after);
  }
  // A session that is not among the figures is new, or else a fork's copies or an old one's sum are in it.
  return isTold({ session, after }, figures) ? { ...sumsOf(before, after, figures), bytes } : null;
}

function logsBelow(folder: string): string[] {
  try {
    const names = readdirSync(path.join(folder, "subagents"), {
      recursive: true,
      encoding: "utf8",
    });
    return names
      .filter((name) => name.endsWith(".jsonl") && !name.endsWith("journal.jsonl"))
      .map((name) => `subagents/${name.replaceAll("\\", "/")}`);
  } catch {
    return [];
  }
}

/** False where prices are missing, or where the figures hold more of the session than can be told here. */
function isTold(
  { session, after }: { session: string; after: Messages },
  figures: StatusFigures,
): boolean {
  const messages = [...after.values()];
  if (messages.some(({ model }) => !isPriceKnown(model, figures))) return false;
  // A session that is not among the figures is new, or else a fork's copies or an old one's sum are in it.
  return session in figures.sessions || messages.every(({ at }) => at >= figures.madeAt);
}

/** Also where it is known that there is none. */
const isPriceKnown = (model: string | null, { cards }: StatusFigures) =>
  model === null || cards[model] !== undefined;

type Messages = Map<string, MessageRecord>;

/** One message in two files of a session is the session's once. */
function addAll(to: Messages, from: Messages): void {
  for (const [key, message] of from) {
    const known = to.get(key);
    to.set(key, known ? mergeMessages(known, message) : message);
  }
}

type Asked = { session: string; from: number; left: number };

function readFrom(file: string, { session, from, left }: Asked) {
  const start = Math.max(0, from - lookBackBytes);
  const bytes = bytesFrom(file, start, left);
  if (!bytes || bytes.length < from - start) return null;
  const cut = endOfKnown(bytes.subarray(0, from - start));
  const tail = bytes.subarray(cut);
  // The agent's own totals are compared with all that is in the session's logs.
  if (tail.includes('"cost-state"')) return null;
  const found = messagesIn(tail, session);
  const before = messagesIn(bytes.subarray(0, cut), session, idsOf(found));
  const after = new Map(before);
  addAll(after, found);
  return { before, after, bytes: tail.length };
}

/** Of a few messages the ids, so that other lines need not be parsed; undefined where there are many. */
function idsOf(messages: Messages): string[] | undefined {
  if (messages.size > 50) return undefined;
  return [...messages.keys()].map((key) => key.split(":")[1] ?? "");
}

/** A line that was torn then is whole by now; one that only lacked its end was counted. */
function endOfKnown(known: Buffer): number {
  const start = known.lastIndexOf(10) + 1;
  return parseObjects(known.subarray(start)) === null ? start : known.length;
}

/** What lines tell of messages; with `ids` of those alone. */
function messagesIn(bytes: Buffer, session: string, ids?: string[]): Messages {
  const records = newClaudeRecords(`${session}.jsonl`);
  for (let start = 0; start < bytes.length;) {
    const found = bytes.indexOf(10, start);
    const end = found < 0 ? bytes.length : found;
    const line = bytes.subarray(start, end);
    start = end + 1;
    if (ids && !ids.some((id) => line.includes(id))) continue;
    if (!line.includes('"usage"')) continue;
    for (const object of parseObjects(line) ?? objectBehindTorn(line))
      readClaudeObject(records, object, Date.now());
  }
  return records.messages;
}

/** Undefined where there are more than may be read. A file that is gone holds nothing. */
function bytesFrom(file: string, start: number, most: number): Buffer | undefined {
  let handle: number;
  try {
    handle = openSync(file, "r");
  } catch {
    return start === 0 ? Buffer.alloc(0) : undefined;
  }
  try {
    const length = fstatSync(handle).size - start;
    if (length < 0 || length > most + lookBackBytes) return undefined;
    const bytes = Buffer.allocUnsafe(length);
    const size = length === 0 ? 0 : readSync(handle, bytes, 0, length, start);
    return bytes.subarray(0, size);
  } finally {
    closeSync(handle);
  }
}

function sumsOf(before: Messages, after: Messages, { day, cards }: StatusFigures) {
  const session = nothing();
  const today = nothing();
  for (const [key, message] of after) {
    if (message.isEcho) continue;
    const known = before.get(key);
    const parts = [costOf(message, cards, 1), ...(known ? [costOf(known, cards, -1)] : [])];
    for (const part of parts) {
      add(session, part);
      if (message.at >= day.from && message.at < day.to) add(today, part);
    }
  }
  return { session, today };
}

const nothing = (): Sum => ({ nanoUsd: 0, unpriced: 0, lowerBound: 0 });

function costOf(message: MessageRecord, cards: StatusFigures["cards"], sign: 1 | -1): Sum {
  const card = message.model === null ? null : cards[message.model];
  return {
    nanoUsd: card ? sign * costNanoUsd(message, card) : 0,
    unpriced: card ? 0 : sign,
    lowerBound: message.isFinal ? 0 : sign,
  };
}

/** Adds the second sum to the first. */
export function add(to: Sum, one: Sum): void {
  to.nanoUsd += one.nanoUsd;
  to.unpriced += one.unpriced;
  to.lowerBound += one.lowerBound;
}
