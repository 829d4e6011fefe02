import { parseArgs } from "node:util";
import { codeOf, messageOf, wrongUse } from "./command-error.ts";
import { nearestName } from "./nearest-name.ts";

/** One flag: what it takes and what its line of help says. */
export type Flag = {
  type: "boolean" | "string";
  /** One letter, without the dash. */
  short?: string;
  /** What stands for the value in the help, such as `URL`. */
  value?: string;
  /** On by default, so that the help shows `--no-X`. */
  on?: true;
  /** May stand several times. */
  many?: true;
  help: string;
};

export type Flags = Record<string, Flag>;

/** All that `--help` says of a command. */
export type CommandHelp = {
  /** Without `stint `: `sync [--dry-run] [--json]`. */
  usage: string;
  about: string;
  flags: Flags;
  examples: [command: string, says: string][];
};

type Value<One extends Flag> = One["type"] extends "boolean"
  ? boolean
  : One extends { many: true }
    ? string[]
    : string;
type Values<F extends Flags> = { [Name in keyof F]?: Value<F[Name]> };

/** Reads a command's flags. `--no-X` is allowed for each boolean; anything unknown is wrong use, with a hint. */
export const readFlags = <F extends Flags>(
  argv: string[],
  help: { usage: string; flags: F },
): Values<F> => parse(argv, help, { allowPositionals: false }).flags;

/** The same of a command that takes words as well, such as `session start TITLE`. */
export const readFlagsAndWords = <F extends Flags>(
  argv: string[],
  help: { usage: string; flags: F },
): { flags: Values<F>; words: string[] } => parse(argv, help, { allowPositionals: true });

function parse<F extends Flags>(
  argv: string[],
  help: { usage: string; flags: F },
  { allowPositionals }: { allowPositionals: boolean },
): { flags: Values<F>; words: string[] } {
  const options = Object.fromEntries(
    Object.entries(help.flags).map(([name, { type, short, many = false }]) => [
      name,
      short === undefined ? { type, multiple: many } : { type, multiple: many, short },
    ]),
  );
  const how = { allowNegative: true, strict: true, allowPositionals } as const;
  try {
    const { values, positionals } = parseArgs({ args: argv, options, ...how });
    // parseArgs has checked each value against the type of its flag.
    return { flags: values as Values<F>, words: positionals };
  } catch (error) {
    if (!codeOf(error).startsWith("ERR_PARSE_ARGS")) throw error;
    throw wrongUse(firstSentence(messageOf(error)), hintFor(error, argv, help));
  }
}

function hintFor(error: unknown, argv: string[], help: { usage: string; flags: Flags }): string {
  const command = help.usage.split(" ", 1)[0];
  const known = Object.keys(help.flags);
  const unknown = argv
    .filter((argument) => argument.startsWith("--"))
    .map((argument) => argument.slice(2).replace(/=.*/s, ""))
    .find((name) => !known.includes(name.replace(/^no-/, "")));
  const near = unknown === undefined ? undefined : nearestName(unknown, known);
  if (codeOf(error) === "ERR_PARSE_ARGS_UNKNOWN_OPTION" && near) return `Did you mean --${near}?`;
  return `\`stint ${command} --help\` lists the flags.`;
}

const firstSentence = (text: string) => text.split(". ", 1)[0] ?? text;

/** The help page of one command. */
export function helpPage(help: CommandHelp): string {
  const flags: [string, string][] = Object.entries(help.flags).map(([name, flag]) => [
    [flag.short ? `-${flag.short}, ` : "", flag.on ? "--no-" : "--", name, valueOf(flag)].join(""),
    flag.help,
  ]);
  return [
    `Usage: stint ${help.usage}`,
    help.about,
    section("Flags", [...flags, ["-h, --help", "this page"]]),
    section(
      "Examples",
      help.examples.map(([command, says]): [string, string] => [`stint ${command}`, says]),
    ),
  ].join("\n\n");
}

const valueOf = ({ value }: Flag) => (value === undefined ? "" : ` ${value}`);

/** A heading and two aligned columns. */
export function section(title: string, rows: [string, string][]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return [`${title}:`, ...rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)].join(
    "\n",
  );
}
