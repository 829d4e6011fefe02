import { serverAccess } from "../config/server-access.ts";
import { stateFolder } from "../config/state-folder.ts";
import { wrongUse } from "../output/command-error.ts";
import { type CommandIo, exitCodes } from "../output/command-io.ts";
import { type CommandHelp, readFlagsAndWords } from "../output/flags.ts";
import { nearestName } from "../output/nearest-name.ts";
import { projectHere } from "../sessions/project-here.ts";
import { sessionVerbs } from "../sessions/session-verbs.ts";

export const help = {
  usage: "session start|status|pause|resume|complete|cancel|rename|type|link|unlink|split|list",
  about: [
    "Dev sessions, as in the app. Without any, each run of an agent is a session by itself; from a start on, what you do",
    "in this project belongs to yours until it is completed, pauses left out.",
    "",
    "  start [TITLE]            begin one, also in a project that the server has not seen",
    "  status                   the open one, and what it came to",
    "  pause, resume            leave out what is done in between",
    "  complete                 end it, and have its report",
    "  cancel                   end it as come to nothing; it keeps its costs",
    "  rename TITLE, type TYPE",
    "  link KEY, unlink KEY     say what it did to a task",
    "  split RUN                take a run out, into a session of its own",
    "  list                     your sessions in this project",
    "",
    "They mean the session that is open in this project, or the one of --session. All of them may be repeated.",
  ].join("\n"),
  flags: {
    project: { type: "string", value: "DIR", help: "a folder of the project; default this one" },
    session: { type: "string", value: "ID", help: "another session than the open one" },
    type: {
      type: "string",
      value: "TYPE",
      help: "with start: feature, bugfix, refactor, research or deployment",
    },
    summary: { type: "string", value: "TEXT", help: "with complete: what came of it" },
    change: {
      type: "string",
      value: "TEXT",
      many: true,
      help: "with complete: a key change; several",
    },
    next: {
      type: "string",
      value: "TEXT",
      many: true,
      help: "with complete: a next step; several",
    },
    relationship: {
      type: "string",
      value: "WHAT",
      help: "with link, unlink: created, completed, updated (default) or blocked",
    },
    all: { type: "boolean", help: "with list: everybody's, in all projects" },
    limit: { type: "string", value: "N", help: "with list: how many; default 20" },
    json: { type: "boolean", help: "print the API's answer as one JSON document" },
  },
  examples: [
    ["session start Sign in by code --type feature", "begin a session in this folder's project"],
    ["session link ACME-12 --relationship completed", "note what it did to a task"],
    ['session complete --summary "By mail" --next "Rate limits"', "end it, and have its report"],
    ["session status --json", "the open one, for a program"],
  ],
} as const satisfies CommandHelp;

/** `stint session VERB`. */
export async function run(argv: string[], io: CommandIo): Promise<number> {
  const [name = "", ...rest] = argv;
  const verb = verbOf(name);
  const { flags, words } = readFlagsAndWords(rest, help);
  if (words.length > 0 && !verb.takesWords) {
    throw wrongUse(`\`stint session ${name}\` takes no words: ${words.join(" ")}`);
  }
  const folder = stateFolder(io);
  const access = serverAccess(io.env, folder);
  const project = await projectHere(io, flags.project);
  const { answer, text } = await verb.run({
    io,
    here: { access, project },
    folder,
    flags,
    words,
  });
  io.stdout.write(flags.json ? `${JSON.stringify(answer)}\n` : `${text}\n`);
  return exitCodes.done;
}

function verbOf(name: string) {
  const verb = Object.hasOwn(sessionVerbs, name) ? sessionVerbs[name] : undefined;
  if (verb) return verb;
  const known = Object.keys(sessionVerbs);
  const near = nearestName(name, known);
  throw wrongUse(
    name ? `There is no \`stint session ${name}\`.` : "What is to be done with the session?",
    near ? `Did you mean \`stint session ${near}\`?` : `It can: ${known.join(", ")}.`,
  );
}
