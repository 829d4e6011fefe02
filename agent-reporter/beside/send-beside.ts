import { openLogs } from "../commands/open-logs.ts";
import { knownAccess, type ServerAccess } from "../config/server-access.ts";
import { messageOf } from "../output/command-error.ts";
import type { CommandIo } from "../output/command-io.ts";
import { openOutbox, outboxFiles, storedScope, findScope } from "../upload/outbox.ts";
import { uploadItems } from "../upload/upload-items.ts";
import { tellStatus } from "../watch/tell-status.ts";
import { isRunningError, watchServer } from "../watch/watch-server.ts";

/** The last sending waits no longer than this. */
const lastSyncMs = 10_000;
const answerMs = 5_000;

/** Sending that goes on beside an agent. */
export type Sending = {
  /** Sends the rest, within some seconds. Answers what went wrong, or an empty text. */
  finish: () => Promise<string>;
};

/** Starts to send what the logs say, as `stint watch` does and without a word: the terminal is the agent's. */
export function startSending(io: CommandIo, folder: string, titles: boolean | undefined): Sending {
  const access = knownAccess(io.env, folder);
  if (!access) return { finish: async () => "this machine is not signed in: nothing was sent." };
  const ending = new AbortController();
  const watching = { folder, titles, status: tellStatus(io, "none"), signal: ending.signal };
  const ended = watchServer(io, access, watching).then(
    () => "ours" as const,
    // Where another `stint watch` is there, that one sends.
    (error: unknown) => (isRunningError(error) ? ("others" as const) : ("ours" as const)),
  );
  return {
    finish: async () => {
      ending.abort();
      const signal = AbortSignal.timeout(lastSyncMs);
      const late = new Promise<string>((resolve) => {
        signal.addEventListener("abort", () =>
          resolve("not all was sent in time; the next sync does."),
        );
      });
      const rest = ended.then((whose) =>
        whose === "others" ? "" : sendRest(io, access, { folder, titles, signal }),
      );
      return Promise.race([rest, late]);
    },
  };
}

type Rest = { folder: string; titles: boolean | undefined; signal: AbortSignal };

/** A short run may end before the watch has sent anything: this looks through all logs once more. */
async function sendRest(
  io: CommandIo,
  access: ServerAccess,
  { folder, titles, signal }: Rest,
): Promise<string> {
  try {
    const scope = storedScope(access) ?? (await askedScope(io, access));
    const logs = await openLogs(io, { folder, titles });
    await logs.library.refresh();
    const { acknowledgements, rejections } = openOutbox(outboxFiles(folder, scope), () => {});
    const { problem } = await uploadItems(logs.library.items(), {
      access,
      acknowledgements,
      rejections,
      titles: logs.titles,
      skipped: () => logs.library.skipped(),
      attempts: 2,
      timeoutMs: answerMs,
      signal,
    });
    rejections.save(() => {});
    await logs.save();
    return problem ? `not all was sent: ${problem.message} The next sync does.` : "";
  } catch (error) {
    return `not all was sent: ${messageOf(error)}`;
  }
}

async function askedScope(io: CommandIo, access: ServerAccess): Promise<string> {
  const found = await findScope(access, io.now);
  if (found.type === "known") return found.scope;
  throw new Error(found.message);
}
