import { appendFileSync, readFileSync, statSync, utimesSync } from "node:fs";
import path from "node:path";
import { crc32 } from "node:zlib";
import { writeStateFile } from "../config/state-file.ts";
import { makeStateFolder } from "../config/state-folder.ts";
import { messageOf } from "../output/command-error.ts";
import { type Mark, MarkTable } from "./fingerprint.ts";

const frameStart = Buffer.from("SAK1");
const headerBytes = 12;
const markBytes = 16;
const maxMarksPerFrame = 65_536;

/**
 * What a server has acknowledged, item by item. The file is a journal of frames, each with its length and checksum:
 * a torn or damaged frame is skipped, and the items it named are sent again, which changes nothing on the server.
 * Several processes may append at once.
 */
export class Acknowledgements {
  #table: MarkTable;
  #file: string;
  #warn: (message: string) => void;
  #isWarned = false;
  /** What a full disk did not take; written with the next. */
  #unwritten: Mark[] = [];

  constructor(file: string, warn: (message: string) => void = () => {}) {
    this.#file = file;
    this.#warn = warn;
    const bytes = readJournal(file);
    this.#table = new MarkTable(bytes.length / markBytes);
    for (const mark of marksIn(bytes)) this.#table.set(mark);
    if (bytes.length > 2 * markBytes * this.#table.count + 65_536) this.#compact();
  }

  get count(): number {
    return this.#table.count;
  }

  has(mark: Mark): boolean {
    return this.#table.has(mark);
  }

  /** Call it with what a receipt covers, never before. */
  add(marks: Mark[]): void {
    const added = marks.filter((mark) => !this.#table.has(mark));
    if (added.length === 0) return;
    for (const mark of added) this.#table.set(mark);
    const due = [...this.#unwritten, ...added];
    this.#unwritten = due.slice(-maxMarksPerFrame);
    this.#write(() => {
      makeStateFolder(path.dirname(this.#file));
      appendFileSync(this.#file, frameOf(due), { mode: 0o600 });
      this.#unwritten = [];
    });
  }

  /** The last receipt's time, which is the file's. */
  static lastAt(file: string): number | undefined {
    return statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  }

  #compact(): void {
    const lastAt = Acknowledgements.lastAt(this.#file);
    const marks = [...this.#table.marks()];
    const frames: Buffer[] = [];
    for (let from = 0; from < marks.length; from += maxMarksPerFrame) {
      frames.push(frameOf(marks.slice(from, from + maxMarksPerFrame)));
    }
    this.#write(() => {
      writeStateFile(this.#file, Buffer.concat(frames));
      if (lastAt !== undefined) utimesSync(this.#file, lastAt / 1_000, lastAt / 1_000);
    });
  }

  /** A full disk loses nothing but the knowledge of what was sent. */
  #write(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!this.#isWarned) this.#warn(`Cannot note what was sent (${messageOf(error)}).`);
      this.#isWarned = true;
    }
  }
}

function readJournal(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    return Buffer.alloc(0);
  }
}

function frameOf(marks: Mark[]): Buffer {
  const frame = Buffer.alloc(headerBytes + marks.length * markBytes);
  frameStart.copy(frame);
  frame.writeUInt32LE(marks.length, 4);
  let at = headerBytes;
  for (const { key, content } of marks) {
    for (const word of [key.high, key.low, content.high, content.low]) {
      at = frame.writeUInt32LE(word, at);
    }
  }
  frame.writeUInt32LE(crc32(frame.subarray(headerBytes)), 8);
  return frame;
}

/** Every mark of every whole frame; after damage it goes on at the next frame that is whole. */
export function* marksIn(bytes: Buffer): Generator<Mark> {
  let at = bytes.indexOf(frameStart);
  while (at >= 0) {
    const end = frameEnd(bytes, at);
    if (end === undefined) {
      at = bytes.indexOf(frameStart, at + 1);
      continue;
    }
    yield* marksOfFrame(bytes, at + headerBytes, end);
    at = bytes.indexOf(frameStart, end);
  }
}

function frameEnd(bytes: Buffer, at: number): number | undefined {
  if (at + headerBytes > bytes.length) return undefined;
  const end = at + headerBytes + bytes.readUInt32LE(at + 4) * markBytes;
  if (end > bytes.length) return undefined;
  return crc32(bytes.subarray(at + headerBytes, end)) === bytes.readUInt32LE(at + 8)
    ? end
    : undefined;
}

function* marksOfFrame(bytes: Buffer, from: number, to: number): Generator<Mark> {
  for (let at = from; at < to; at += markBytes) {
    const word = (index: number) => bytes.readUInt32LE(at + index * 4);
    yield { key: { high: word(0), low: word(1) }, content: { high: word(2), low: word(3) } };
  }
}
