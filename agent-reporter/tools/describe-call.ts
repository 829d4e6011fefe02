import { isObject, listOf } from "../runtimes/json-values.ts";
import { isDestructive } from "./destructive.ts";
import { commandsOf, longestLine } from "./shell-commands.ts";
import { verbOfCommands } from "./shell-verb.ts";

/** What of a call's input is kept: a verb of the list for shell calls, null for others, and a flag. */
export type CallFacts = { verb: string | null; destructive: boolean };

export const noFacts: CallFacts = { verb: null, destructive: false };

/** The names that agents call their shell by. */
const shells = new Set([
  "bash",
  "shell",
  "exec_command",
  "run_shell_command",
  "execute",
  "execute_command",
  "shell_command",
  "local_shell",
  "container.exec",
  "powershell",
  "developer__shell",
  "run_terminal_cmd",
]);

/** A call's facts by its tool's name and input. The input is looked at and forgotten. */
export function describeCall(name: string, input: unknown): CallFacts {
  if (!shells.has(name.toLowerCase())) return noFacts;
  const line = lineOf(input).slice(0, longestLine);
  const commands = commandsOf(line);
  return { verb: verbOfCommands(commands), destructive: isDestructive(commands, line) };
}

/** Some agents write the input as JSON in a text. */
function lineOf(input: unknown): string {
  const facts = typeof input === "string" ? parsed(input) : input;
  if (typeof facts === "string") return facts;
  if (!isObject(facts)) return "";
  const command = facts["command"] ?? facts["cmd"] ?? facts["script"];
  if (typeof command === "string") return command;
  return lineOfWords(listOf(command).filter((word) => typeof word === "string"));
}

function parsed(text: string): unknown {
  if (!text.startsWith("{")) return text;
  try {
    return JSON.parse(text);
  } catch {
    // Torn.
    return null;
  }
}

const shellProgram = /(?:^|[/\\])(?:(?:ba|z|da|k|fi)?sh|pwsh|powershell|cmd)(?:\.exe)?$/i;

/** `["bash", "-lc", "git status"]` is the line that the shell is given. */
function lineOfWords(words: string[]): string {
  const at = words.findIndex((word, nth) => nth > 0 && /^(?:-[a-z]*c|-command|\/c)$/i.test(word));
  const script = at > 0 ? words[at + 1] : undefined;
  const isShell = shellProgram.test(words[0] ?? "");
  return isShell && script !== undefined ? script : words.map(quoted).join(" ");
}

const quoted = (word: string) =>
  /^[\w@%+=:,./\\-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
