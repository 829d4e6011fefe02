import fc from "fast-check";
import type { Line } from "./log-folder.ts";

/** One piece of writing, in the order of time: a line at the end of a file, or a file's move. */
export type Step = { file: string; text: string } | { file: string; to: string };

/** What a test asks for next; the numbers choose among what there is. */
export type Wish<Kind extends string> = { kind: Kind; who: number; size: number };

export const wishes = <Kind extends string>(kinds: readonly Kind[]) =>
  fc.array(
    fc.record({
      kind: fc.constantFrom(...kinds),
      who: fc.nat({ max: 9 }),
      size: fc.nat({ max: 40 }),
    }),
    { minLength: 1, maxLength: 40, size: "max" },
  );

/** Writes down what happens on a made machine, line by line, with a clock that goes on by a second each. */
export class LogWriter {
  readonly steps: Step[] = [];
  #now = 0;

  now(): number {
    return (this.#now += 1);
  }

  line(file: string, line: Line): void {
    this.steps.push({ file, text: `${JSON.stringify(line)}\n` });
  }

  text(file: string, text: string): void {
    this.steps.push({ file, text });
  }

  move(file: string, to: string): void {
    this.steps.push({ file, to });
  }
}

export const pick = <T>(list: T[], number: number): T => {
  const found = list[number % list.length];
  if (found === undefined) throw new Error("There is nothing to choose from.");
  return found;
};

/** Characters of one to four bytes, so that a cut may fall into one. */
export const prose = (size: number) => "aé項😀".repeat(1 + (size % 7));
