import { knownAccess, type ServerAccess } from "../config/server-access.ts";
import { fieldOf, textOf } from "../config/state-file.ts";
import { CommandError, messageOf } from "../output/command-error.ts";
import type { CommandIo } from "../output/command-io.ts";
import { askJson } from "../sessions/ask-sessions.ts";
import { projectHere } from "../sessions/project-here.ts";

/** Ending a session waits no longer than this. */
const endMs = 10_000;

/** What is begun for an agent: `id` is the run's own, so that a start sent twice is one. */
type Wish = {
  id: string;
  cwd: string;
  since: number;
  task: string | undefined;
  type: string | undefined;
};

/** How an agent ended, and whether it used anything. */
type Ending = { status: number; isUsed: boolean };

/** A session that begins beside an agent, which does not wait for it. */
export type SessionOfRun = {
  /** Ends it. Answers what there is to say, or an empty text. */
  finish: (ending: Ending) => Promise<string>;
};

type Begun =
  | { type: "ours"; id: string }
  /** One was open in this project already: what the agent does belongs to that one. */
  | { type: "others"; id: string }
  | { type: "none"; why: string };

/** Where none is wanted, or nobody is signed in. */
export const noSession: SessionOfRun = { finish: async () => "" };

/** Begins a session for an agent from its start on, in the project of its folder. Without a login there is none. */
export function beginSessionOfRun(io: CommandIo, folder: string, wish: Wish): SessionOfRun {
  const access = knownAccess(io.env, folder);
  if (!access) return noSession;
  const begun = begin(io, access, wish);
  return {
    finish: async (ending) => {
      const signal = AbortSignal.timeout(endMs);
      const late = new Promise<string>((resolve) => {
        signal.addEventListener("abort", () =>
          resolve("its session is not ended yet: `stint session complete` does it."),
        );
      });
      return Promise.race([begun.then((one) => end(access, one, ending)), late]);
    },
  };
}

async function begin(io: CommandIo, access: ServerAccess, wish: Wish): Promise<Begun> {
  try {
    const project = await projectHere(io, wish.cwd);
    const { id, task, type, since } = wish;
    const body = { clientId: id, project, ...(task && { title: task }), ...(type && { type }) };
    const session = await start(access, {
      ...body,
      startedAt: new Date(since).toISOString(),
    }).catch(
      // An earlier one ended after that, by the server's clock.
      (error: unknown) => (codeIn(error) === "conflict" ? start(access, body) : failWith(error)),
    );
    if (task) await link(access, session, task);
    return { type: "ours", id: session };
  } catch (error) {
    const open = error instanceof CommandError && textOf(error.facts["session"], "id");
    if (open && codeIn(error) === "session_open") return { type: "others", id: open };
    // An older server knows no sessions of this kind.
    return { type: "none", why: isUnknownThere(error) ? "" : messageOf(error) };
  }
}

async function start(access: ServerAccess, body: object): Promise<string> {
  const answer = await askJson(access, { method: "POST", path: "/start", body });
  return textOf(answer, "id") ?? failWith(new Error("the server named no session"));
}

const link = (access: ServerAccess, id: string, taskKey: string) =>
  askJson(access, {
    method: "POST",
    path: `/${id}/link-task`,
    body: { taskKey, relationship: "updated" },
  });

const isUnknownThere = (error: unknown) =>
  ["not_found", "http_404"].includes(String(codeIn(error)));

const codeIn = (error: unknown) => fieldOf(error, "code");

function failWith(error: unknown): never {
  throw error;
}

/** One that came to nothing is cancelled. What another `stint` began goes on. */
async function end(
  access: ServerAccess,
  begun: Begun,
  { status, isUsed }: Ending,
): Promise<string> {
  if (begun.type === "none") return begun.why && `no session was begun: ${begun.why}`;
  if (begun.type === "others") return `it belongs to ${begun.id}, which goes on.`;
  const { id } = begun;
  const summary = status === 0 ? undefined : `The agent ended with status ${status}.`;
  try {
    const asked = isUsed
      ? { path: `/${id}/complete`, body: { summary } }
      : { path: `/${id}/cancel`, body: undefined };
    await askJson(access, { method: "POST", ...asked });
    return isUsed ? `its session is ${id}.` : "";
  } catch (error) {
    return `its session ${id} is not ended: ${messageOf(error)}`;
  }
}
