import { callServer, NoAnswer, problemOf } from "../config/call-server.ts";
import {
  type Credentials,
  deleteCredentials,
  isOfAnotherHost,
  readCredentials,
} from "../config/credentials.ts";
import { stateFolder } from "../config/state-folder.ts";
import { type CommandIo, exitCodes } from "../output/command-io.ts";
import { type CommandHelp, readFlags } from "../output/flags.ts";

export const help = {
  usage: "logout [--json]",
  about: "Revokes this machine's token at the server and forgets it here. Figures stay.",
  flags: { json: { type: "boolean", help: "print the outcome as one JSON document" } },
  examples: [["logout", "disconnect this machine"]],
} as const satisfies CommandHelp;

type Revoking = { revoked: true } | { revoked: false; reason: string };

/** `stint logout`: the file goes in any case; whether the token is revoked too is said. */
export async function run(argv: string[], io: CommandIo): Promise<number> {
  const flags = readFlags(argv, help);
  const folder = stateFolder(io);
  const stored = readCredentials(folder);
  if (!stored) {
    say(io, flags.json, { outcome: { signedOut: false }, text: "This machine was not signed in." });
    return exitCodes.done;
  }
  const revoking = isOfAnotherHost(stored, io)
    ? { revoked: false as const, reason: "it is another machine's, which may use it" }
    : await revoke(stored);
  deleteCredentials(folder);
  const text = revoking.revoked
    ? `Signed out of ${stored.workspace.name || stored.url}; the token is revoked.`
    : `Forgot the token. It is not revoked (${revoking.reason}): do that at ${stored.url}, Settings → Machines.`;
  say(io, flags.json, { outcome: { signedOut: true, ...revoking }, text });
  return exitCodes.done;
}

async function revoke({ url, token, machine }: Credentials): Promise<Revoking> {
  if (!machine.id) return { revoked: false, reason: "the machine's id is not known" };
  try {
    const path = `/api/machines/${encodeURIComponent(machine.id)}`;
    const answer = await callServer(url, { method: "DELETE", path, token, timeoutMs: 10_000 });
    // 401: the token works no longer, which is what was asked for.
    if (answer.status < 300 || answer.status === 401) return { revoked: true };
    return { revoked: false, reason: problemOf(answer).message };
  } catch (error) {
    if (error instanceof NoAnswer) return { revoked: false, reason: error.message };
    throw error;
  }
}

function say(
  io: CommandIo,
  json: boolean | undefined,
  done: { outcome: Record<string, unknown>; text: string },
): void {
  io.stdout.write(json ? `${JSON.stringify(done.outcome)}\n` : `${done.text}\n`);
}
