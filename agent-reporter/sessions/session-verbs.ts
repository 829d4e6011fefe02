import { wrongUse } from "../output/command-error.ts";
import { getSession, openSessionHere, readSessions, sessionsHere } from "./find-sessions.ts";
import {
  changeSession,
  meantSession,
  noSession,
  oneOf,
  type Said,
  saySession,
  type SessionInput,
  textOfWords,
} from "./session-input.ts";
import { sessionTable } from "./session-text.ts";
import { linkTask, unlinkTask } from "./session-tasks.ts";
import { splitRun } from "./split-run.ts";
import { startSession } from "./start-session.ts";

type Verb = {
  run: (input: SessionInput) => Promise<Said>;
  /** Takes words behind it; others refuse them. */
  takesWords?: true;
};

/** What `stint session` can do, by its word. */
export const sessionVerbs: Record<string, Verb> = {
  start: { run: startSession, takesWords: true },
  status: { run: sayStatus },
  pause: { run: async (input) => change(input, "pause") },
  resume: { run: async (input) => change(input, "resume") },
  complete: { run: completeSession },
  cancel: { run: cancelSession },
  rename: { run: renameSession, takesWords: true },
  type: { run: retypeSession, takesWords: true },
  link: { run: linkTask, takesWords: true },
  unlink: { run: unlinkTask, takesWords: true },
  split: { run: splitRun, takesWords: true },
  list: { run: listSessions },
};

const change = async (input: SessionInput, verb: "pause" | "resume") =>
  changeSession(input, { id: await meantSession(input), path: `/${verb}` });

/** Twice is once: without an open session, the one that just ended so is meant. */
async function completeSession(input: SessionInput): Promise<Said> {
  const { summary, change: keyChanges, next: nextSteps } = input.flags;
  const body = { summary, keyChanges, nextSteps };
  return changeSession(input, {
    id: await meantSession(input, "completed"),
    path: "/complete",
    body,
  });
}

async function cancelSession(input: SessionInput): Promise<Said> {
  return changeSession(input, { id: await meantSession(input, "cancelled"), path: "/cancel" });
}

async function renameSession(input: SessionInput): Promise<Said> {
  const title = textOfWords(input, "The new title");
  return changeSession(input, { id: await meantSession(input), method: "PATCH", body: { title } });
}

async function retypeSession(input: SessionInput): Promise<Said> {
  const { sessionType } = await import("#contract/sessions.ts");
  const given = textOfWords(input, "The new type");
  const type = oneOf(given, { options: sessionType.options, name: "type" });
  return changeSession(input, { id: await meantSession(input), method: "PATCH", body: { type } });
}

async function sayStatus(input: SessionInput): Promise<Said> {
  const { here, flags } = input;
  const id = flags.session ?? (await openSessionHere(here))?.id;
  if (id === undefined) return { answer: null, text: noSession(here) };
  return saySession(input, (await getSession(here.access, id)).answer);
}

async function listSessions({ io, here, flags }: SessionInput): Promise<Said> {
  const limit = Number(flags.limit ?? 20);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) {
    throw wrongUse("--limit is a number from 1 to 100.");
  }
  const { answer, items } = flags.all
    ? await readSessions(here.access, `?limit=${limit}`)
    : await sessionsHere(here, { limit });
  const where = flags.all ? "" : " of yours in this project";
  return {
    answer,
    text: items.length > 0 ? sessionTable(items, io.now()) : `There is no session${where} yet.`,
  };
}
