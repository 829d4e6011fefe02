import { type CommandIo, exitCodes } from "../output/command-io.ts";
import type { CommandHelp } from "../output/flags.ts";

export const help = {
  usage: "hook [AGENT] [JSON]",
  about: [
    "What Claude Code, Codex and Gemini CLI run at their events; `stint init` sets it up. Reads the event on",
    "stdin, or as an argument, and notes session, event, time, and a tool call's name, id, outcome and duration:",
    "no prompt, input, result or path.",
    "Wakes `stint watch`. Says nothing and ends with 0 whatever fails, so that the agent is never disturbed.",
    "It does not stop an agent at a budget yet.",
  ].join("\n"),
  flags: {},
  examples: [
    ["hook", "in Claude Code's settings.json"],
    ["hook codex", "in Codex's config.toml or hooks.json"],
  ],
} as const satisfies CommandHelp;

/** `stint hook`; the program's start takes a shorter way to the same. */
export async function run(argv: string[], _io: CommandIo): Promise<number> {
  const { runHook } = await import("../beside/hook-main.ts");
  await runHook(argv);
  return exitCodes.done;
}
