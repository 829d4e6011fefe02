import type { SessionStatus } from "#contract/sessions.ts";
import { CommandError, wrongUse } from "../output/command-error.ts";
import { type CommandIo, exitCodes } from "../output/command-io.ts";
import { askJson } from "./ask-sessions.ts";
import { type Here, openSessionHere, readSession, sessionsHere } from "./find-sessions.ts";
import { sessionText } from "./session-text.ts";

export type SessionFlags = {
  project?: string;
  session?: string;
  type?: string;
  summary?: string;
  change?: string[];
  next?: string[];
  relationship?: string;
  all?: boolean;
  limit?: string;
  json?: boolean;
};

/** What a verb of `stint session` is called with. */
export type SessionInput = {
  io: CommandIo;
  here: Here;
  folder: string;
  flags: SessionFlags;
  words: string[];
};

/** The server's own answer, and the same for a person. */
export type Said = { answer: unknown; text: string };

/** How long after its end a session is still the one that is meant, so that ending it twice is ending it once. */
const justEndedMs = 3_600_000;

/**
 * The session that is meant: the one that is named, the one that is open here, or the one that just ended as `ended`
 * says.
 */
export async function meantSession(input: SessionInput, ended?: SessionStatus): Promise<string> {
  const { here, flags, io } = input;
  if (flags.session) return flags.session;
  const open = await openSessionHere(here);
  if (open) return open.id;
  if (ended) {
    const { items } = await sessionsHere(here, { status: ended });
    const just = items.find(
      ({ origin, endedAt }) =>
        origin === "manual" && Date.parse(endedAt ?? "") > io.now() - justEndedMs,
    );
    if (just) return just.id;
  }
  throw new CommandError("no_session", noSession(here), {
    exitCode: exitCodes.failed,
    hint: "`stint session start` begins one; `--session ID` names another.",
  });
}

export const noSession = ({ project }: Here) =>
  project ? `No session is open in ${project.name}.` : "No session is open here.";

type Change = { id: string; path?: string; method?: "POST" | "PATCH" | "DELETE"; body?: unknown };

/** Sends a change of a session, and says how it stands afterwards. */
export async function changeSession(
  input: SessionInput,
  { id, path = "", method = "POST", body }: Change,
): Promise<Said> {
  const { access } = input.here;
  const asked = { method, path: `/${encodeURIComponent(id)}${path}` };
  return saySession(input, await askJson(access, body === undefined ? asked : { ...asked, body }));
}

/** A session of the server's answer, for both readers. */
export async function saySession({ io, here }: SessionInput, answer: unknown): Promise<Said> {
  const { access } = here;
  const { session } = await readSession(access, answer);
  const workspace = access.credentials?.workspace.slug;
  const address = workspace ? `${access.url}/w/${workspace}/sessions/${session.id}` : null;
  return { answer, text: sessionText(session, { now: io.now(), address }) };
}

/** The words as one text: a title needs no quotes. */
export function textOfWords({ words }: SessionInput, what: string): string {
  const text = words.join(" ").trim();
  if (!text) throw wrongUse(`${what} is missing.`, "`stint session --help` has examples.");
  return text;
}

/** One of a list, or undefined where nothing was given. */
export function oneOf<T extends string>(
  given: string | undefined,
  { options, name }: { options: readonly T[]; name: string },
): T | undefined {
  if (given === undefined) return undefined;
  const found = options.find((one) => one === given);
  if (!found) throw wrongUse(`There is no ${name} "${given}".`, `Known: ${options.join(", ")}.`);
  return found;
}
