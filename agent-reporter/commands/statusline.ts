import { openStateFolder } from "../config/state-folder.ts";
import { refreshFigures } from "../costs/keep-figures.ts";
import { type CommandIo, exitCodes } from "../output/command-io.ts";
import { type CommandHelp, readFlags } from "../output/flags.ts";
import { logDigests, openLogs } from "./open-logs.ts";

export const help = {
  usage: "statusline [--refresh]",
  about: [
    "Claude Code's status line: model, what the session cost so far, today's cost of all agents, context in",
    "use. Reads what Claude Code says on stdin; `stint init` sets it up. The figures are those of `stint costs`;",
    "until they are known it shows Claude's own and says so. `≥`: some output counts or prices are not known.",
  ].join("\n"),
  flags: {
    refresh: { type: "boolean", help: "add up what is new for the next status line, and end" },
  },
  examples: [["statusline", "in Claude Code's settings.json"]],
} as const satisfies CommandHelp;

/** `stint statusline`; without a flag the program's start takes a shorter way to the same. */
export async function run(argv: string[], io: CommandIo): Promise<number> {
  const flags = readFlags(argv, help);
  if (flags.refresh) {
    const folder = openStateFolder(io);
    const open = (only?: ReadonlySet<string>) =>
      openLogs(io, { folder, readFor: "usage", ...(only && { only }) });
    await refreshFigures({
      env: io.env,
      folder,
      now: io.now,
      open,
      ...(await logDigests(io, folder)),
    });
    return exitCodes.done;
  }
  const { runStatusline } = await import("../beside/statusline-main.ts");
  await runStatusline();
  return exitCodes.done;
}
