import { existsSync } from "node:fs";
import { fieldOf } from "../config/state-file.ts";
import { messageOf } from "../output/command-error.ts";
import type { CommandIo } from "../output/command-io.ts";
import { type Offer, offersFor } from "./agent-settings.ts";
import { hasOwnStatusLine, ownHookCommands, statusLineIn } from "./edit-json.ts";
import { hasOwnNotify } from "./edit-toml.ts";
import { textOfFile } from "./settings-file.ts";
import type { SetupEntry } from "./setup-journal.ts";

/** What is set up of one thing in an agent's settings. */
export type SetupFact = {
  runtime: string;
  kind: SetupEntry["kind"];
  file: string;
  state: "set up" | "not set up" | "another's" | "not readable";
  /** Programs that our commands name and that are not there any more. */
  missing: string[];
  problem: string | null;
};

/** Looks into the settings of the agents that are on this machine. */
export const setupFacts = (io: Pick<CommandIo, "env" | "platform" | "program">): SetupFact[] =>
  offersFor(io).map(factOf);

function factOf({ runtime, kind, file, replaces }: Offer): SetupFact {
  const fact = { runtime, kind, file, missing: [], problem: null };
  try {
    const text = textOfFile(file) ?? "";
    if (kind === "notify") return { ...fact, state: hasOwnNotify(text) ? "set up" : "not set up" };
    const commands = kind === "hooks" ? ownHookCommands(text) : ownStatusLine(text);
    const missing = [...new Set(commands.flatMap(programsIn))].filter((one) => !existsSync(one));
    if (commands.length > 0) return { ...fact, missing, state: "set up" };
    return { ...fact, state: replaces?.() ? "another's" : "not set up" };
  } catch (error) {
    return { ...fact, state: "not readable", problem: messageOf(error) };
  }
}

const ownStatusLine = (text: string): string[] =>
  hasOwnStatusLine(text) ? [String(fieldOf(statusLineIn(text), "command"))] : [];

/** The quoted paths that a command begins with. */
const programsIn = (command: string): string[] =>
  [...command.matchAll(/'([^']+)'|"([^"]+)"/g)].map(([, one, other]) => one ?? other ?? "");
