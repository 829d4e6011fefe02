import { setTimeout as sleep } from "node:timers/promises";
import { readCredentials } from "../config/credentials.ts";
import { serverAccess, type ServerAccess } from "../config/server-access.ts";
import { openStateFolder } from "../config/state-folder.ts";
import { failed, notSignedIn, wrongUse } from "../output/command-error.ts";
import { type CommandIo, exitCodes } from "../output/command-io.ts";
import { type CommandHelp, readFlags } from "../output/flags.ts";
import { progressMode } from "../output/progress.ts";
import { tellStatus } from "../watch/tell-status.ts";
import { isOtherLogin, watchServer, type Watching } from "../watch/watch-server.ts";

export const help = {
  usage: "watch [--no-titles] [--progress MODE] | watch --install-service [--dry-run]",
  about: [
    "Follows the agents' logs and uploads as they grow. One per machine and workspace. Goes on through",
    "server outages and restarts: the logs are the queue. Ctrl-C sends the rest and ends it.",
    "As a service it starts with you: systemd on Linux, launchd on macOS, the Task Scheduler on Windows.",
  ].join("\n"),
  flags: {
    titles: {
      type: "boolean",
      on: true,
      help: "send no titles of sessions and commits, and no branch names",
    },
    progress: { type: "string", value: "MODE", help: "bar, lines, json (on stderr) or none" },
    "install-service": { type: "boolean", help: "install and start it as a service of yours" },
    "uninstall-service": { type: "boolean", help: "end that service and remove it" },
    "dry-run": { type: "boolean", help: "with either: show what would be written and run" },
  },
  examples: [
    ["watch", "in a terminal of its own"],
    ["watch --progress lines", "in the background, with a log"],
    ["watch --install-service", "in the background, from now on"],
  ],
} as const satisfies CommandHelp;

const loginCheckMs = 2_000;

/** `stint watch`: until it is stopped. */
export async function run(argv: string[], io: CommandIo): Promise<number> {
  const flags = readFlags(argv, help);
  const mode = progressMode(io, flags.progress);
  if (!mode) throw wrongUse("--progress is bar, lines, json or none.");
  const folder = openStateFolder(io);
  if (flags["install-service"] || flags["uninstall-service"]) {
    const { manageService } = await import("../setup/manage-service.ts");
    const isInstall = flags["install-service"] === true;
    return manageService(io, folder, { isInstall, isDry: flags["dry-run"] === true });
  }
  if (flags["dry-run"]) throw wrongUse("--dry-run goes with --install-service.");
  let access = serverAccess(io.env, folder);
  const status = tellStatus(io, mode);
  const watching = { folder, titles: flags.titles, status, signal: io.untilStopped() };
  try {
    for (;;) {
      const end = await watchServer(io, access, watching);
      if (end === "stopped") return exitCodes.done;
      if (end === "lost-lock") throw failed("Another `stint watch` has taken over.");
      if (end === "signed-out") await untilOtherLogin(access, watching);
      if (watching.signal.aborted) return exitCodes.done;
      access = serverAccess(io.env, folder);
    }
  } finally {
    status.close();
  }
}

/** A new `stint login` mends it without a restart; with `STINT_TOKEN` nothing can. */
async function untilOtherLogin(
  access: ServerAccess,
  { folder, status, signal }: Watching,
): Promise<void> {
  if (!access.credentials) throw notSignedIn("The server does not accept STINT_TOKEN.");
  status.say("The server does not accept this machine's token. `stint login` goes on from here.");
  while (!signal.aborted) {
    const stored = readCredentials(folder);
    if (stored && isOtherLogin(access, folder)) {
      status.say("Signed in again.");
      return;
    }
    await sleep(loginCheckMs, undefined, { signal }).catch(() => {});
  }
}
