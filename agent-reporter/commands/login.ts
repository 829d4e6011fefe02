import type { MachineToken, MachineTokenInput } from "#contract/team.ts";
import { callServer, jsonOf, problemOf } from "../config/call-server.ts";
import { readCredentials, writeCredentials } from "../config/credentials.ts";
import { orNotReached, pollForApproval, requestDeviceCode } from "../config/device-flow.ts";
import { openBrowser } from "../config/open-browser.ts";
import { isUnprotected, serverUrl } from "../config/server-access.ts";
import { changeSettings, machineKey } from "../config/settings.ts";
import { makeStateFolder, stateFolder } from "../config/state-folder.ts";
import { reporterVersion } from "../config/version.ts";
import { CommandError, failed } from "../output/command-error.ts";
import { type CommandIo, exitCodes } from "../output/command-io.ts";
import { type CommandHelp, readFlags } from "../output/flags.ts";

export const help = {
  usage: "login [--url URL] [--no-browser] [--no-titles] [--name NAME] [--json]",
  about: [
    "Connects this machine to a workspace. Shows a code, opens the page to approve it on, and keeps",
    "a token that can upload, read and act on your sessions, in a file that only you can read.",
  ].join("\n"),
  flags: {
    url: { type: "string", value: "URL", help: "the server; default STINT_URL, else the last one" },
    name: { type: "string", value: "NAME", help: "this machine's name, as the others see it" },
    browser: { type: "boolean", on: true, help: "only print the address" },
    titles: { type: "boolean", on: true, help: "never send session titles and branch names" },
    json: { type: "boolean", help: "print the outcome as one JSON document" },
  },
  examples: [
    ["login --url https://stint.example.com", "connect to your team's server"],
    ["login --no-browser", "over SSH: open the address elsewhere"],
  ],
} as const satisfies CommandHelp;

/** `stint login`: the device flow, then a machine token of our own. */
export async function run(argv: string[], io: CommandIo): Promise<number> {
  const flags = readFlags(argv, help);
  const folder = makeStateFolder(stateFolder(io));
  const url = serverUrl(flags.url, io.env, readCredentials(folder));
  const name = flags.name?.trim() || io.hostName;
  if (isUnprotected(url)) io.stderr.write(`Warning: ${url} is not encrypted.\n`);

  const code = await orNotReached(requestDeviceCode(url, name));
  const shown = spaced(code.userCode);
  io.stderr.write(
    `Open    ${code.verificationUrl}\nCode    ${shown}\n\nWaiting for your approval …\n`,
  );
  if (io.stderr.isTty && flags.browser !== false) openBrowser(code.verificationUrl, io.platform);

  const sessionToken = await approval(pollForApproval(url, code, io.untilStopped()));
  const made = await exchange(url, sessionToken, {
    machineKey: machineKey(folder, io.hostId()),
    name,
    platform: io.platform,
    reporterVersion,
    scopes: ["ingest", "read", "plan"],
    userCode: code.userCode,
  });

  const { token, machine, workspace } = made;
  writeCredentials(folder, {
    url,
    token,
    machine: { id: machine.id, name: machine.name },
    workspace: { id: workspace.id, slug: workspace.slug, name: workspace.name },
    host: io.hostId(),
  });
  if (flags.titles !== undefined) changeSettings(folder, { titles: flags.titles });
  sayDone(io, { url, made, json: flags.json === true });
  return exitCodes.done;
}

async function approval(waiting: Promise<string>): Promise<string> {
  try {
    return await waiting;
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw failed("Stopped before the code was approved.");
  }
}

async function exchange(
  url: string,
  sessionToken: string,
  input: MachineTokenInput,
): Promise<MachineToken> {
  const { machineToken } = await import("#contract/team.ts");
  const answer = await orNotReached(
    callServer(url, {
      method: "POST",
      path: "/api/machines/token",
      token: sessionToken,
      body: JSON.stringify(input),
    }),
  );
  const made = machineToken.safeParse(jsonOf(answer));
  if (made.success) return made.data;
  throw failed(`The server gave no token: ${problemOf(answer).message}.`);
}

function sayDone(io: CommandIo, done: { url: string; made: MachineToken; json: boolean }): void {
  const { machine, workspace } = done.made;
  if (done.json) {
    const outcome = { url: done.url, workspace: workspace.slug, machine: machine.name };
    io.stdout.write(`${JSON.stringify(outcome)}\n`);
    return;
  }
  io.stdout.write(
    `${machine.name} is connected to ${workspace.name} as ${machine.person.name}.\n` +
      "Next: `stint sync` sends what is there, `stint watch` goes on sending.\n",
  );
}

/** `ABCDEFGH` reads better as `ABCD-EFGH`; a code that has its own form keeps it. */
const spaced = (code: string) =>
  /^[A-Z0-9]{8}$/i.test(code) ? `${code.slice(0, 4)}-${code.slice(4)}` : code;
