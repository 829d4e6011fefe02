import { expectFigures } from "../beside/status-figures.ts";
import { messageOf } from "../output/command-error.ts";
import type { CommandIo } from "../output/command-io.ts";
import { type Offer, offersFor, toolOffersFor } from "./agent-settings.ts";
import { diffOf, type FileChange, writeChange } from "./settings-file.ts";
import { noteChange } from "./setup-journal.ts";

/** How offers are answered: by flags, by a person, or not at all. */
export type Answers = {
  /** Yes to all that replaces nothing of others. */
  yes: boolean;
  /** False where a flag says not to set it up. */
  hooks: boolean;
  statusline: boolean;
  /** True where a flag asks for events of tools. */
  toolHooks: boolean;
};

/** Shows each change to the agents' settings and makes it where the answer is yes. Answers what was left undecided. */
export async function makeOffers(
  io: CommandIo,
  folder: string,
  answers: Answers,
): Promise<{ undecided: number }> {
  let undecided = 0;
  const offers = [...offersFor(io), ...(answers.toolHooks ? toolOffersFor(io) : [])];
  for (const offer of offers) {
    if (!answers[offer.flag]) continue;
    const change = changeOf(io, offer);
    if (!change) continue;
    const replaces = offer.replaces?.() ?? null;
    io.stdout.write(`\n${diffOf(change)}\n`);
    const answer = await answerTo(io, offer, { yes: answers.yes, replaces });
    if (answer === null) undecided += 1;
    if (answer) makeChange(io, folder, { offer, change, replaces });
  }
  return { undecided };
}

/** Null where there is nothing to do, or it cannot be done. */
function changeOf(io: CommandIo, offer: Offer): FileChange | null {
  try {
    const change = offer.change();
    if (change.after !== change.before) return change;
    io.stdout.write(`Set up already: ${offer.kind} in ${offer.file}\n`);
  } catch (error) {
    io.stderr.write(`${offer.file}: ${messageOf(error)}\n`);
  }
  return null;
}

type Asking = { yes: boolean; replaces: string | null };

/** Null where nobody answers. What belongs to others is only replaced where a person says so. */
async function answerTo(
  io: CommandIo,
  { question }: Offer,
  { yes, replaces }: Asking,
): Promise<boolean | null> {
  if (yes && replaces === null) return true;
  if (yes) {
    io.stdout.write("Left as it is: there is another one, which only a person may replace.\n");
    return false;
  }
  if (!io.confirm) return null;
  return io.confirm(replaces === null ? question : `${question} It replaces the one above.`);
}

type Making = { offer: Offer; change: FileChange; replaces: string | null };

function makeChange(io: CommandIo, folder: string, { offer, change, replaces }: Making): void {
  try {
    noteChange(folder, change, { kind: offer.kind, previous: replaces });
    writeChange(change);
    if (offer.kind === "statusline") expectFigures(folder);
    io.stdout.write(`Written: ${change.file}\n`);
  } catch (error) {
    io.stderr.write(`Not written: ${messageOf(error)}\n`);
  }
}
