import { type CommandIo, exitCodes } from "../output/command-io.ts";
import { ownService, uninstallService } from "./install-service.ts";
import { diffOf } from "./settings-file.ts";
import { readJournal, writeJournal } from "./setup-journal.ts";
import { undoSetup, type Undone } from "./undo-setup.ts";

/** `stint init --undo`. The login, and what was sent, stay: `stint logout` ends the login. */
export async function undoInit(io: CommandIo, folder: string): Promise<number> {
  const hadAny = readJournal(folder).length > 0;
  const undone = undoSetup(folder);
  for (const one of undone) say(io, one);
  if (readJournal(folder).some(({ kind }) => kind === "service")) {
    const service = ownService(io, folder);
    const wasThere = await uninstallService(io, service);
    io.stdout.write(`Service ${service.name}: ${wasThere ? "removed" : "not there any more"}\n`);
    writeJournal(
      folder,
      readJournal(folder).filter(({ kind }) => kind !== "service"),
    );
  }
  if (!hadAny) io.stdout.write("Nothing of init's is set up.\n");
  return undone.some(({ problem }) => problem !== null) ? exitCodes.failed : exitCodes.done;
}

function say(io: CommandIo, { entry, change, problem }: Undone): void {
  const what = `${entry.kind} in ${entry.file}`;
  if (problem !== null) {
    io.stderr.write(
      `Not taken out: ${what}: ${problem}\n  Take it out by hand, or mend the file and run this again.\n`,
    );
  } else if (change === null) io.stdout.write(`Not there any more: ${what}\n`);
  else io.stdout.write(`${diffOf(change)}\nTaken out: ${what}\n\n`);
}
