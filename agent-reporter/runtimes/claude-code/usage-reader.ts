import { Needle } from "../../library/needle.ts";
import type { LineSpan } from "../../library/read-lines.ts";
import { isObject, momentOf, objectOf, textOf } from "../json-values.ts";
import type { UsageReader } from "../runtime-adapter.ts";
import { noteTime } from "./read-object.ts";
import type { ClaudeRecords } from "./records.ts";

type Line = Record<string, unknown>;

const usage = new Needle('"usage":', 'ge":');
const usageObject = new Needle('"usage":{', 'ge":{');
const costState = Buffer.from('"cost-state"');
const contentStart = '"content":[';
const session = new Needle('"sessionId":', 'Id":');
const contentEnd = Buffer.from('],"stop_reason":');

/** The keys of a line before its message's content are shorter. */
const headBytes = 640;

/** Of a user's line only the last bytes are searched: where its newline was lost, a message stands there. */
const tailBytes = 1_280;

/** Totals are a short line, with their type in front as a rule. */
const longestTotals = 2_048;

/**
 * Reads lines for usage alone. Most lines are passed over by few of their bytes, most of a message's line is its content,
 * which is left out, and a line that repeats the one before it in all but content and time is not parsed at all.
 */
export function usageReader(records: ClaudeRecords): UsageReader {
  const users = new KeyFinder('"type":"user"');
  const contents = new KeyFinder(contentStart);
  const parser = new LineParser();
  const last = new LastMessage();
  return (line) => {
    const { bytes, start, end } = line;
    const head = bytes.toString("latin1", start, Math.min(end, start + headBytes));
    if (users.isBeforeObjects(head)) return usageInTail(line) ? "unusual" : "nothing";
    const own = bytes.subarray(start, end);
    const parts = partsOf(own, head, contents);
    if (parts === null) return mightHoldUsage(own, head) ? "unusual" : "nothing";
    const repeatedAt = last.repeatedAt(parts);
    if (repeatedAt !== null) {
      noteTime(records, repeatedAt);
      return "nothing";
    }
    const object = parser.parse(own, parts);
    if (object) last.set(object, parts);
    return object ?? (usage.indexIn(own) !== -1 ? "unusual" : "nothing");
  };
}

/** Finds a key in lines of which most have it where an earlier one had it. */
class KeyFinder {
  #key: string;
  #at = 0;

  constructor(key: string) {
    this.#key = key;
  }

  /** -1 where there is none. */
  startIn(head: string): number {
    if (!head.startsWith(this.#key, this.#at)) {
      const at = head.indexOf(this.#key);
      if (at === -1) return -1;
      this.#at = at;
    }
    return this.#at;
  }

  /** Before the first object inside, a key is the line's own. */
  isBeforeObjects(head: string): boolean {
    const object = head.indexOf("{", 1);
    if (head.startsWith(this.#key, this.#at)) return this.#at < object;
    const at = head.lastIndexOf(this.#key, object);
    if (at === -1) return false;
    this.#at = at;
    return at < object;
  }
}

/** Filled again and again: a view of each line's end would cost more than looking through it. */
const lineEnd = Buffer.alloc(tailBytes);

function usageInTail({ bytes, start, end }: LineSpan): boolean {
  const size = bytes.copy(lineEnd, 0, Math.max(start, end - tailBytes), end);
  const at = usageObject.indexIn(lineEnd);
  return at !== -1 && at < size;
}

function mightHoldUsage(line: Buffer, head: string): boolean {
  if (head.startsWith('{"type":"')) {
    return head.startsWith("cost-state", 9) || usage.indexIn(line) !== -1;
  }
  return usage.indexIn(line) !== -1 || (line.length < longestTotals && line.includes(costState));
}

/**
 * A message's line around its content: up to the first `"content":[`, and from the only `],"stop_reason":` on. Neither can
 * stand inside a string, where quotes are escaped; where there are two of them, so may be two messages. Latin-1, which is enough to compare.
 */
type Parts = { head: string; tail: string; headEnd: number; tailStart: number };

function partsOf(line: Buffer, head: string, contents: KeyFinder): Parts | null {
  const key = contents.startIn(head);
  const headEnd = key + contentStart.length;
  const tailStart = key === -1 ? -1 : line.indexOf(contentEnd, headEnd - 1);
  if (tailStart === -1 || line.lastIndexOf(contentEnd) !== tailStart) return null;
  return { head, tail: line.toString("latin1", tailStart), headEnd, tailStart };
}

/** Parses lines without their content; what stands before the message is parsed again only where it differs. */
class LineParser {
  #messages = new KeyFinder('"message":{');
  #known = "";
  #before: Line = {};

  /** Null where anything that counts is missing, or another line begins in the content: then this one is torn. */
  parse(line: Buffer, parts: Parts): Line | null {
    const { headEnd, tailStart } = parts;
    const other = session.indexIn(line, headEnd);
    if (other !== -1 && other < tailStart) return null;
    const from = this.#readBefore(line, parts);
    const object = parse(
      (from === 0 ? "" : "{") +
        line.toString("utf8", from, headEnd) +
        line.toString("utf8", tailStart),
    );
    if (object === null) return null;
    const whole = from === 0 ? object : { ...this.#before, ...object };
    return isWhole(whole) ? whole : null;
  }

  /** Where the message's key begins, when what stands before it is known now; 0 where it has another form. */
  #readBefore(line: Buffer, { head, headEnd }: Parts): number {
    const from = this.#messages.startIn(head);
    if (from < 2 || from > headEnd || head.indexOf("{", 1) < from) return 0;
    const own = head.slice(ownStart(head), from);
    if (own !== this.#known) {
      const before = parse(`${line.toString("utf8", 0, from - 1)}}`);
      if (before === null) return 0;
      const { parentUuid: _, ...others } = before;
      this.#known = own;
      this.#before = others;
    }
    return from;
  }
}

function parse(text: string): Line | null {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return null;
  }
}

function isWhole(line: Line): boolean {
  const inner = line["type"] === "progress" ? objectOf(objectOf(line["data"])["message"]) : line;
  const message = objectOf(inner["message"]);
  return isObject(message["usage"]) && "id" in message && "model" in message && "timestamp" in line;
}

const parentKey = '{"parentUuid":"';
const uuidLength = 36;
const idKey = '"uuid":"';
const timeKey = '","timestamp":"';
const timeLength = "2026-01-01T00:00:00.000Z".length;
const timeKeyAt = idKey.length + uuidLength;
const timeAt = timeKeyAt + timeKey.length;
const lastKeysLength = timeAt + timeLength + '"}'.length;

/** The message's line that was parsed last: what stands before and behind its content, and when. */
class LastMessage {
  #head = "";
  #tail = "";
  #at = Infinity;

  set(object: Line, parts: Parts): void {
    const at = timeOf(parts);
    // Another id may stand for several messages, told apart by what differs between their lines.
    const isOne = textOf(objectOf(object["message"])["id"])?.startsWith("msg_") === true;
    this.#at = isOne && at !== null ? at : Infinity;
    this.#head = ownHead(parts);
    this.#tail = ownTail(parts);
  }

  /** The time of a line that differs from the last one in its parent, content, id and later time alone; else null. */
  repeatedAt(parts: Parts): number | null {
    const isSame =
      this.#at !== Infinity && ownTail(parts) === this.#tail && ownHead(parts) === this.#head;
    const at = isSame ? timeOf(parts) : null;
    return at !== null && at >= this.#at ? at : null;
  }
}

/** Behind the parent's id, in which all lines differ. */
const ownStart = (head: string) => (head.startsWith(parentKey) ? parentKey.length + uuidLength : 0);

const ownHead = ({ head, headEnd }: Parts) => head.slice(ownStart(head), headEnd);

/** Without the line's own id and time. */
const ownTail = ({ tail }: Parts) => tail.slice(0, Math.max(0, tail.length - lastKeysLength));

/** The time of a line that ends with its own id and its time; null for any other. */
function timeOf({ tail }: Parts): number | null {
  const from = tail.length - lastKeysLength;
  const isUsual = tail.startsWith(idKey, from) && tail.startsWith(timeKey, from + timeKeyAt);
  return isUsual ? momentOf(tail.slice(from + timeAt, from + timeAt + timeLength)) : null;
}
