import type { Random } from "#worker/commands/demo/random.ts";

/** What may become of a line's bytes on their way to the disk and back. */
type Mutation = (line: string, random: Random) => string | Buffer;

const oddTexts = ["\ud800", "\udc00x", "__proto__", "\0", "x".repeat(5_000), "\uFEFF", "9e999"];

const anywhere = (line: string, random: Random) => random.integer(0, line.length);

const withIn = (line: string, at: number, text: string) =>
  line.slice(0, at) + text + line.slice(at);

/** The line with some match of the pattern replaced. */
function replaceOne(line: string, pattern: RegExp, { random, by }: { random: Random; by: string }) {
  const found = [...line.matchAll(pattern)];
  if (found.length === 0) return line + by;
  const { index, 0: old } = random.pick(found);
  return line.slice(0, index) + by + line.slice(index + old.length);
}

const value = /(?<=":)(?:"(?:[^"\\]|\\.)*"|-?\d+|true|false|null)/g;
const odd = ["null", "[]", "{}", "true", "-1", '"0"', "[[]]", "[null]", '{"a":null}', "0.5"];
const huge = ["1e400", "9".repeat(400), "-1e308", "18446744073709551616", "1e12", "2e15"];

export const mutations: Record<string, Mutation> = {
  truncated: (line, random) => line.slice(0, anywhere(line, random)),
  "without its beginning": (line, random) => line.slice(anywhere(line, random)),
  "with changed bits": (line, random) => {
    const bytes = Buffer.from(line);
    for (let left = random.integer(1, 8); left > 0; left--) {
      const at = random.integer(0, bytes.length - 1);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random.integer(0, 7));
    }
    return bytes;
  },
  "with another type": (line, random) => replaceOne(line, value, { random, by: random.pick(odd) }),
  "with a huge number": (line, random) =>
    replaceOne(line, value, { random, by: random.pick(huge) }),
  "with an odd text": (line, random) =>
    replaceOne(line, value, { random, by: JSON.stringify(random.pick(oddTexts)) }),
  "nested deeply": (line, random) => {
    const depth = random.pick([10, 1_000, 20_000]);
    const isClosed = random.chance(0.7);
    const by = "[".repeat(depth) + (isClosed ? "]".repeat(depth) : "");
    return replaceOne(line, value, { random, by });
  },
  "with a raw half of a character": (line, random) => {
    const at = anywhere(line, random);
    const half = Buffer.from([0xed, 0xa0, 0x80]);
    return Buffer.concat([Buffer.from(line.slice(0, at)), half, Buffer.from(line.slice(at))]);
  },
  "with __proto__": (line) => line.replace("{", '{"__proto__":{"polluted":1},"constructor":1,'),
  "with zeros": (line, random) =>
    withIn(line, anywhere(line, random), "\0".repeat(random.integer(1, 9))),
  "joined with another": (line) => line + line,
  "joined with a part of another": (line, random) => line.slice(0, anywhere(line, random)) + line,
  "with a key twice": (line, random) => {
    const [key] = random.pick([...line.matchAll(/"\w+":/g)]);
    return line.replace("{", `{${key}${random.pick(odd)},`);
  },
  "with a byte order mark": (line, random) =>
    withIn(line, random.pick([0, anywhere(line, random)]), "\uFEFF"),
  "with a newline in it": (line, random) => withIn(line, anywhere(line, random), "\n"),
};

/** What a line becomes, and by which mutation. */
export function mutated(line: string, random: Random): { name: string; bytes: Buffer } {
  const [name, mutate] = random.pick(Object.entries(mutations));
  const given = mutate(line, random);
  return { name, bytes: typeof given === "string" ? Buffer.from(given) : given };
}
