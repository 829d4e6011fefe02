import type { SessionSummary } from "#contract/sessions.ts";
import { serverAccess } from "../config/server-access.ts";
import { stateFolder } from "../config/state-folder.ts";
import { CommandError, wrongUse } from "../output/command-error.ts";
import { type CommandIo, exitCodes } from "../output/command-io.ts";
import { type CommandHelp, readFlagsAndWords } from "../output/flags.ts";
import { askJson, askSessions } from "../sessions/ask-sessions.ts";
import { type Here, openSessionHere, sessionsHere } from "../sessions/find-sessions.ts";
import { projectHere } from "../sessions/project-here.ts";

export const help = {
  usage: "report session [ID] [--project DIR] [--json]",
  about: [
    "A session's report in markdown: metrics, costs by model and run, tasks, key changes, next steps.",
    "Without an id, of the session that is open in this project, else of your last one there.",
  ].join("\n"),
  flags: {
    project: { type: "string", value: "DIR", help: "a folder of the project; default this one" },
    json: { type: "boolean", help: "print the report's data as one JSON document" },
  },
  examples: [
    ["report session", "of this folder's session"],
    ["report session > session.md", "keep it"],
  ],
} as const satisfies CommandHelp;

/** `stint report session`. */
export async function run(argv: string[], io: CommandIo): Promise<number> {
  const { flags, words } = readFlagsAndWords(argv, help);
  const [kind, id, ...more] = words;
  if (kind !== "session" || more.length > 0) {
    throw wrongUse("There are reports of sessions.", "`stint report session` has this folder's.");
  }
  const access = serverAccess(io.env, stateFolder(io));
  const wanted =
    id ?? (await sessionHere({ access, project: await projectHere(io, flags.project) }));
  const path = `/${encodeURIComponent(wanted)}/report`;
  if (flags.json) {
    io.stdout.write(`${JSON.stringify(await askJson(access, { method: "GET", path }))}\n`);
  } else {
    const { text } = await askSessions(access, { method: "GET", path, accept: "text/markdown" });
    io.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
  }
  return exitCodes.done;
}

/** When something last happened in it: its end, or an agent's answer. */
const lastMoment = ({ endedAt, lastActivityAt }: SessionSummary) =>
  Date.parse(endedAt ?? lastActivityAt);

async function sessionHere(here: Here): Promise<string> {
  const open = await openSessionHere(here);
  if (open) return open.id;
  const { items } = await sessionsHere(here);
  const [last] = items.toSorted((a, b) => lastMoment(b) - lastMoment(a));
  if (last) return last.id;
  const where = here.project ? ` in ${here.project.name}` : " here";
  throw new CommandError("no_session", `There is no session of yours${where} yet.`, {
    exitCode: exitCodes.failed,
    hint: "`stint session list --all` has everybody's; `stint sync` uploads what is new.",
  });
}
