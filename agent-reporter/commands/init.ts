import { isOfAnotherHost, readCredentials } from "../config/credentials.ts";
import { askWhoAmI, identityOf } from "../config/read-me.ts";
import {
  knownAccess,
  normalUrl,
  serverAccess,
  type ServerAccess,
} from "../config/server-access.ts";
import { makeStateFolder, stateFolder } from "../config/state-folder.ts";
import { countLogs } from "../library/list-logs.ts";
import { CommandError } from "../output/command-error.ts";
import { type CommandIo, exitCodes } from "../output/command-io.ts";
import { type CommandHelp, readFlags } from "../output/flags.ts";
import { counted, formatBytes } from "../output/format.ts";
import { isTemporary } from "../setup/own-command.ts";
import { makeOffers } from "../setup/make-offers.ts";
import { offerService } from "../setup/offer-service.ts";
import { run as login } from "./login.ts";
import { run as sync } from "./sync.ts";

export const help = {
  usage: "init [--url URL] [--yes] [--no-login] [--no-sync] [--no-hooks] … | init --undo",
  about: [
    "Sets this machine up: login, the agents' logs, all past usage, then hooks and status line in the agents'",
    "settings and a service that goes on watching. Each change to a file is shown as a diff and asked for first.",
    "Without a terminal nothing is asked and no settings are touched unless --yes is given. Twice changes nothing.",
    "--undo takes out exactly what init put in, also from files that were edited since.",
  ].join("\n"),
  flags: {
    url: { type: "string", value: "URL", help: "the server; default STINT_URL, else the last one" },
    yes: { type: "boolean", short: "y", help: "yes to all that replaces nothing of others" },
    undo: { type: "boolean", help: "take out what init put into settings, and its service" },
    login: { type: "boolean", on: true, help: "stay without an account; nothing is sent" },
    sync: { type: "boolean", on: true, help: "send no past usage now" },
    hooks: { type: "boolean", on: true, help: "leave the agents' hooks as they are" },
    "tool-hooks": {
      type: "boolean",
      help: "also have Claude Code tell how long each tool ran; every call waits for that",
    },
    statusline: { type: "boolean", on: true, help: "leave Claude Code's status line as it is" },
    service: { type: "boolean", on: true, help: "install no service" },
    titles: { type: "boolean", on: true, help: "never send session titles and branch names" },
    browser: { type: "boolean", on: true, help: "only print the address to approve on" },
  },
  examples: [
    ["init --url https://stint.example.com", "set this machine up, step by step"],
    ["init --yes --no-service", "all but the service, without questions"],
    ["init --tool-hooks --no-service", "with the time that each tool ran, and what that costs"],
    ["init --undo", "as if it had never been"],
  ],
} as const satisfies CommandHelp;

type InitFlags = ReturnType<typeof readFlags<(typeof help)["flags"]>>;

/** `stint init`. */
export async function run(argv: string[], io: CommandIo): Promise<number> {
  const flags = readFlags(argv, help);
  const folder = makeStateFolder(stateFolder(io));
  if (flags.undo) {
    const { undoInit } = await import("../setup/undo-init.ts");
    return undoInit(io, folder);
  }
  const access = flags.login === false ? undefined : await signIn(io, folder, flags);
  sayFound(io);
  const code = access && flags.sync !== false ? await backfill(io, flags) : exitCodes.done;
  await setUp(io, folder, flags);
  if (access) await sayAddress(io, access);
  return code;
}

/** The login that is there, if it is one at that server; else a new one. */
async function signIn(io: CommandIo, folder: string, flags: InitFlags): Promise<ServerAccess> {
  const known = accessTo(io, folder, flags.url);
  const outcome = known && (await askWhoAmI(known, io.now));
  if (known && outcome && outcome.type !== "refused") {
    const { person } = identityOf(known, outcome);
    io.stdout.write(`Signed in at ${known.url} as ${person.name}.\n`);
    return known;
  }
  const words = [
    ...(flags.url ? ["--url", flags.url] : []),
    ...(flags.browser === false ? ["--no-browser"] : []),
    ...(flags.titles === false ? ["--no-titles"] : []),
  ];
  await login(words, io);
  return serverAccess(io.env, folder);
}

function accessTo(
  io: CommandIo,
  folder: string,
  url: string | undefined,
): ServerAccess | undefined {
  const access = knownAccess(io.env, folder);
  if (isOfAnotherHost(access?.credentials, io)) return undefined;
  if (!access || url === undefined) return access;
  return normalUrl(url, "--url") === access.url ? access : undefined;
}

function sayFound(io: CommandIo): void {
  const found = countLogs(io.env);
  if (found.length === 0) {
    io.stdout.write(
      "\nNo agent's logs are here yet; `stint doctor` says where they are looked for.\n",
    );
    return;
  }
  const width = Math.max(...found.map(({ runtime }) => runtime.length));
  const lines = found.map(({ runtime, root, files, bytes }) => {
    const name = runtime.padEnd(width);
    return `  ${name}  ${counted(files, "log")}, ${formatBytes(bytes)}  ${root}`;
  });
  io.stdout.write(`\nFound:\n${lines.join("\n")}\n`);
}

/** A server that is away is no reason not to set up the rest: the next sync sends it all. */
async function backfill(io: CommandIo, flags: InitFlags): Promise<number> {
  try {
    return await sync(flags.titles === false ? ["--no-titles"] : [], io);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    io.stderr.write(`${error.message}\n${error.hint ? `  ${error.hint}\n` : ""}`);
    return error.exitCode;
  }
}

async function setUp(io: CommandIo, folder: string, flags: InitFlags): Promise<void> {
  if (isTemporary(io.program)) {
    io.stdout.write(
      "\nThis copy of stint lies in npx's cache, which is cleaned up some day: hooks, status line and service" +
        "\nneed one that stays. `npm install --global stint && stint init` sets them up.\n",
    );
    return;
  }
  const yes = flags.yes === true;
  const { undecided } = await makeOffers(io, folder, {
    yes,
    hooks: flags.hooks !== false,
    statusline: flags.statusline !== false,
    toolHooks: flags["tool-hooks"] === true,
  });
  const isServiceWanted = flags.service !== false && readCredentials(folder) !== undefined;
  const isServiceOpen = isServiceWanted && (await offerService(io, folder, yes));
  if (undecided > 0 || isServiceOpen) {
    io.stdout.write(
      "\nNothing of this was written: `stint init --yes` does, --no-… leaves parts out.\n",
    );
  }
}

async function sayAddress(io: CommandIo, access: ServerAccess): Promise<void> {
  const outcome = await askWhoAmI(access, io.now);
  const slug = outcome.type === "known" ? outcome.me.workspaces[0]?.slug : undefined;
  const address = slug === undefined ? access.url : `${access.url}/w/${slug}`;
  io.stdout.write(`\nYour dashboard: ${address}\n`);
}
