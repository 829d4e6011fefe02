import type { SessionType } from "#contract/sessions.ts";
import { askJson } from "./ask-sessions.ts";
import { readSession } from "./find-sessions.ts";
import { forgetStart, newStartId, startIdOf } from "./pending-start.ts";
import { oneOf, type Said, saySession, type SessionInput } from "./session-input.ts";

/** `stint session start`: in a project that the server need not know yet. */
export async function startSession(input: SessionInput): Promise<Said> {
  const { here, folder, flags, words } = input;
  const { sessionType } = await import("#contract/sessions.ts");
  const title = words.join(" ").trim();
  const type: SessionType | undefined = oneOf(flags.type, {
    options: sessionType.options,
    name: "type",
  });
  const { url, credentials } = here.access;
  const body = { project: here.project, ...(title && { title }), ...(type && { type }) };
  const asked = JSON.stringify([url, credentials?.workspace.id, body]);

  const send = (clientId: string) =>
    askJson(here.access, { method: "POST", path: "/start", body: { clientId, ...body } });
  const { id, isRepeated } = startIdOf(folder, asked);
  let answer = await sendOrForget(folder, () => send(id));
  // The unanswered start of long ago arrived, and its session is over by now: this is another one.
  if (isRepeated && (await isOver(input, answer))) {
    const newId = newStartId(folder, asked);
    answer = await sendOrForget(folder, () => send(newId));
  }
  forgetStart(folder);
  return saySession(input, answer);
}

/** A refusal is an answer as well: only without any is the same start to be sent again. */
async function sendOrForget<T>(folder: string, send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    if (!isUnanswered(error)) forgetStart(folder);
    throw error;
  }
}

const isUnanswered = (error: unknown) =>
  error instanceof Error && "code" in error && error.code === "server_not_reached";

const isOver = async ({ here }: SessionInput, answer: unknown) =>
  (await readSession(here.access, answer)).session.endedAt !== null;
