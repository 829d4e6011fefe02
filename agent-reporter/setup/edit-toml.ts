import { failed } from "../output/command-error.ts";

/** `notify = ["…", "hook", "codex"]`, as TOML writes it. */
const notifyLine = (command: string[]) =>
  `notify = [${command.map((one) => JSON.stringify(one)).join(", ")}]`;

const ownNotify = /^notify = \[.*"hook", "codex"\]\r?\n?/m;

/** What stands before the first table: only there a key is the file's own. */
const rootOf = (text: string) => text.slice(0, /^[ \t]*\[/m.exec(text)?.index ?? text.length);

/** Puts the line first, where it is a key of the file itself. Throws where another program is told already. */
export function withNotify(text: string, command: string[]): string {
  const line = notifyLine(command);
  const root = rootOf(text);
  if (ownNotify.test(root)) {
    const [known = ""] = ownNotify.exec(root) ?? [];
    return known.trimEnd() === line ? text : text.replace(ownNotify, () => `${line}\n`);
  }
  if (/^[ \t]*(?:notify|"notify"|'notify')[ \t]*=/m.test(root)) {
    throw failed("Another program is Codex's `notify`, which can be one alone; it was left alone.");
  }
  const bom = text.startsWith("\uFEFF") ? "\uFEFF" : "";
  return `${bom}${line}${text.includes("\r\n") ? "\r\n" : "\n"}${text.slice(bom.length)}`;
}

/** Takes our line out. */
export const withoutNotify = (text: string): string =>
  rootOf(text).replace(ownNotify, "") + text.slice(rootOf(text).length);

/** True where our line is there. */
export const hasOwnNotify = (text: string): boolean => ownNotify.test(rootOf(text));
