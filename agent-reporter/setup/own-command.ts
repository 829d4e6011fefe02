/** How this program is called: Node and the script, both by their full path, so that no PATH is needed. */
export type Program = { node: string; script: string };

/** A line for a shell that runs a command of Stint, and never fails because the program is gone. */
export function shellCommand({ node, script }: Program, words: string[], platform: string): string {
  const quote = platform === "win32" ? quoteForWindows : quoteForShell;
  const line = [...[node, script].map(quote), ...words].join(" ");
  return platform === "win32" ? line : `${line} || true`;
}

const quoteForShell = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`;

const quoteForWindows = (text: string) => `"${text.replaceAll("\\", "/")}"`;

/** Whether a command is one that `stint init` wrote, this or an earlier one. */
export const isOwnHook = (command: unknown): boolean =>
  typeof command === "string" &&
  /(?:stint|bin)(?:\.[cm]?js)?["']? hook (?:claude-code|codex|gemini-cli)(?: |$)/.test(command);

export const isOwnStatusLine = (command: unknown): boolean =>
  typeof command === "string" && /(?:stint|bin)(?:\.[cm]?js)?["']? statusline(?: |$)/.test(command);

/** A copy in npx's cache is cleaned up some day, and the agents would call into nothing. */
export const isTemporary = ({ script }: Program): boolean => /[\\/]_npx[\\/]/.test(script);
