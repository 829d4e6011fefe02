/** One command of a shell line, without its redirections; quotes are gone. */
export type ShellCommand = {
  words: string[];
  /** It stands in a substitution, so the line does not begin with it. */
  isInner: boolean;
};

/** Lines are looked at this far. */
export const longestLine = 16_384;

/** Nobody nests deeper; what does is read as if it stood side by side. */
const deepest = 20;

/** The commands of a shell line in their order: between `&&`, `||`, `;`, `|`, `&` and newlines, and in substitutions. */
export function commandsOf(line: string): ShellCommand[] {
  const reader = new ShellReader(line.slice(0, longestLine));
  reader.readAll();
  return reader.commands;
}

const plain = /[^\s;&|()<>'"\\$`]+/y;
const blank = /[ \t\r]*/y;

/** Reads a line once, from left to right. */
class ShellReader {
  commands: ShellCommand[] = [];
  #text: string;
  #at = 0;
  #words: string[] = [];
  #depth = 0;
  /** What ends the substitutions around. */
  #ends: string[] = [];
  /** Words that end the documents which begin at the next line. */
  #documents: string[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  readAll(): void {
    while (this.#at < this.#text.length) this.#readPart();
    this.#endCommand();
  }

  #readPart(): void {
    const from = this.#at;
    const character = this.#text[from] ?? "";
    if (/\s/.test(character)) this.#readBlank(character);
    else if (";&|()".includes(character)) this.#readSeparator(character);
    else if ("<>".includes(character)) this.#readRedirection();
    else if (character === "#") this.#skipUntil("\n");
    else this.#addWord();
    if (this.#at === from) this.#at += 1;
  }

  #addWord(): void {
    const from = this.#at;
    const word = this.#readWord();
    // `2>file`
    const isNumberOfFile =
      /^\d$/.test(word) && /^[<>]/.test(this.#text.slice(this.#at, this.#at + 1));
    if (!isNumberOfFile && this.#at > from) this.#words.push(word);
  }

  #readBlank(character: string): void {
    this.#at += 1;
    if (character !== "\n") return;
    this.#endCommand();
    for (const end of this.#documents.splice(0)) this.#skipDocument(end);
  }

  #readSeparator(character: string): void {
    this.#at += 1;
    if (character === "&" && this.#text[this.#at] === ">") return;
    this.#endCommand();
  }

  #endCommand(): void {
    if (this.#words.length > 0)
      this.commands.push({ words: this.#words, isInner: this.#ends.length > 0 });
    this.#words = [];
  }

  #skipUntil(end: string): void {
    const found = this.#text.indexOf(end, this.#at);
    this.#at = found === -1 ? this.#text.length : found;
  }

  /** What is read into a command or written to a file is none of its words. */
  #readRedirection(): void {
    const [sign = ""] =
      /^(?:<<<|<<-?|[<>]\(|[<>]+[&|]?)/.exec(this.#text.slice(this.#at, this.#at + 4)) ?? [];
    this.#at += sign.length;
    if (sign.endsWith("(")) return this.#readInner(")");
    this.#skipBlank();
    const target = /[\s;&|()<>]/.test(this.#text[this.#at] ?? " ") ? "" : this.#readWord();
    if ((sign === "<<" || sign === "<<-") && target !== "") this.#documents.push(target);
  }

  #skipBlank(): void {
    blank.lastIndex = this.#at;
    blank.exec(this.#text);
    this.#at = blank.lastIndex;
  }

  #skipDocument(end: string): void {
    while (this.#at < this.#text.length) {
      const from = this.#at;
      this.#skipUntil("\n");
      const line = this.#text.slice(from, this.#at);
      this.#at += 1;
      if (line.trim() === end) return;
    }
  }

  /** A substitution's commands, up to its end. */
  #readInner(end: string): void {
    if (this.#depth >= deepest) return;
    const outer = this.#words;
    this.#words = [];
    this.#depth += 1;
    this.#ends.push(end);
    while (this.#at < this.#text.length && this.#text[this.#at] !== end) {
      if (this.#text[this.#at] === "(") this.#readGroup();
      else this.#readPart();
    }
    this.#endCommand();
    this.#at += 1;
    this.#ends.pop();
    this.#depth -= 1;
    this.#words = outer;
  }

  /** A group's bracket does not end the substitution that it stands in. */
  #readGroup(): void {
    this.#at += 1;
    this.#endCommand();
    this.#readInner(")");
  }

  #readWord(): string {
    let word = "";
    while (this.#at < this.#text.length) {
      const piece = this.#readPiece(word === "");
      if (piece === null) break;
      word += piece;
    }
    return word;
  }

  /** Null where the word ends. */
  #readPiece(isFirst: boolean): string | null {
    plain.lastIndex = this.#at;
    const [run] = plain.exec(this.#text) ?? [];
    if (run !== undefined) {
      this.#at += run.length;
      return run;
    }
    switch (this.#text[this.#at]) {
      case "'":
        return this.#readSingle();
      case '"':
        return this.#readDouble();
      case "\\":
        return this.#readEscape(isFirst);
      case "$":
        return this.#readDollar();
      case "`":
        return this.#readTick();
      default:
        return null;
    }
  }

  #readSingle(): string {
    const from = this.#at + 1;
    this.#at = from;
    this.#skipUntil("'");
    const text = this.#text.slice(from, this.#at);
    this.#at += 1;
    return text;
  }

  #readDouble(): string {
    this.#at += 1;
    let text = "";
    while (this.#at < this.#text.length) {
      const character = this.#text[this.#at] ?? "";
      if (character === '"') break;
      if (character === "$") text += this.#readDollar();
      else if (character === "`") text += this.#readTick() ?? this.#take(1);
      else if (character === "\\") text += this.#take(2).slice(1);
      else text += this.#take(1);
    }
    this.#at += 1;
    return text;
  }

  /** Before a letter within a word it is a part of a Windows path, and stays. */
  #readEscape(isFirst: boolean): string {
    const [, next = ""] = this.#take(2);
    if (next === "\n") return "";
    return !isFirst && /[A-Za-z0-9]/.test(next) ? `\\${next}` : next;
  }

  #readDollar(): string {
    if (this.#text[this.#at + 1] !== "(") return this.#take(1);
    this.#at += 2;
    this.#readInner(")");
    return "$";
  }

  /** Within backticks the next one ends them. */
  #readTick(): string | null {
    if (this.#ends.includes("`")) return null;
    this.#at += 1;
    this.#readInner("`");
    return "$";
  }

  #take(count: number): string {
    const text = this.#text.slice(this.#at, this.#at + count);
    this.#at += count;
    return text;
  }
}
