import { homedir } from "node:os";
import process from "node:process";
import { stateFolder } from "../config/state-folder.ts";
import { factOf, parsed, toldAtFirst } from "./fact.ts";
import { leaveFact } from "./fact-spool.ts";
import { readStdin } from "./read-stdin.ts";

/**
 * `stint hook [RUNTIME] [JSON]`: what an agent runs at its events. Whatever goes wrong, it says nothing and the exit
 * code is 0: the agent must not notice. Budgets are to be asked for here, after the fact is written.
 */
export async function runHook(argv: string[]): Promise<void> {
  try {
    const at = Date.now();
    // Codex's `notify` hands its JSON over as the last argument.
    const argument = argv.find((one) => one.startsWith("{"));
    const told = argument === undefined ? await toldOnStdin() : parsed(argument);
    const runtime = argv.find((one) => /^[a-z]/.test(one));
    const fact = factOf(told, { at, runtime, env: process.env });
    if (!fact) return;
    const surroundings = { env: process.env, platform: process.platform, homeDir: homedir() };
    leaveFact(stateFolder(surroundings), fact);
  } catch {
    // No home, a full disk, a folder of somebody else: nobody is told, and the log still has what matters.
  }
}

async function toldOnStdin(): Promise<unknown> {
  const { text, isWhole } = await readStdin();
  return (isWhole ? parsed(text) : undefined) ?? toldAtFirst(text);
}
