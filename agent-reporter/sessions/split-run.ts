import type { SessionRun } from "#contract/sessions.ts";
import { failed, wrongUse } from "../output/command-error.ts";
import { getSession } from "./find-sessions.ts";
import {
  changeSession,
  meantSession,
  type Said,
  type SessionInput,
  textOfWords,
} from "./session-input.ts";

/** `stint session split RUN`: by the run's id or its beginning, as `status` shows it. */
export async function splitRun(input: SessionInput): Promise<Said> {
  const named = textOfWords(input, "The run's id");
  const id = await meantSession(input);
  const { session } = await getSession(input.here.access, id);
  const roots = session.byRun.filter(({ parentRunId }) => parentRunId === null);
  const { runtime, id: runId } = oneRun(roots, named);
  return changeSession(input, { id, path: "/split", body: { runtime, runId } });
}

function oneRun(runs: SessionRun[], named: string): SessionRun {
  const same = runs.filter(({ id }) => id === named);
  const found = same.length > 0 ? same : runs.filter(({ id }) => id.startsWith(named));
  const [run, another] = found;
  if (!run) throw failed(`The session holds no run ${named}.`, "`stint session status` has them.");
  if (another) throw wrongUse(`Several runs begin with ${named}.`, "Give more of the id.");
  return run;
}
