import { askWhoAmI, identityOf } from "../config/read-me.ts";
import { serverAccess } from "../config/server-access.ts";
import { stateFolder } from "../config/state-folder.ts";
import { type CommandIo, exitCodes } from "../output/command-io.ts";
import { type CommandHelp, readFlags } from "../output/flags.ts";
import { plainText } from "../output/plain-text.ts";

export const help = {
  usage: "whoami [--json]",
  about: "Who is signed in, at which server, in which workspace, as which machine.",
  flags: { json: { type: "boolean", help: "print one JSON document" } },
  examples: [["whoami", "check the token with the server"]],
} as const satisfies CommandHelp;

/** `stint whoami`. */
export async function run(argv: string[], io: CommandIo): Promise<number> {
  const flags = readFlags(argv, help);
  const access = serverAccess(io.env, stateFolder(io));
  const { person, workspaces, token } = identityOf(access, await askWhoAmI(access, io.now));
  if (flags.json) {
    io.stdout.write(`${JSON.stringify({ url: access.url, person, workspaces, token })}\n`);
    return exitCodes.done;
  }
  const lines = [
    `${person.name} <${person.email}>`,
    `Server     ${access.url}`,
    ...workspaces.map(({ name, role }) => `Workspace  ${name} (${role})`),
    ...(token ? [`Machine    ${token.machineName} (may: ${token.scopes.join(", ")})`] : []),
  ];
  io.stdout.write(`${lines.map(plainText).join("\n")}\n`);
  return exitCodes.done;
}
