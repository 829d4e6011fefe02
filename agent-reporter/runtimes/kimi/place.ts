import { timeOf } from "../plain/log-values.ts";
import { isObject, objectOf, textOf } from "../json-values.ts";
import { addRun, keyOf, type PlainRecords, type PlainRun } from "../plain/plain-records.ts";

export type Line = Record<string, unknown>;

const files = [
  // Kimi Code.
  /^sessions\/wd_[^/]+\/([^/]+)\/agents\/([^/]+)\/wire\.jsonl$/,
  // Kimi CLI.
  /^sessions\/[^/]+\/([^/]+)\/wire\.jsonl$/,
  /^sessions\/[^/]+\/([^/]+)\/subagents\/([^/]+)\/wire\.jsonl$/,
  /^sessions\/[^/]+\/([^/]+)\/state\.json$/,
];

/** Which session a file is of, and which of its agents; the session's own is null. */
export function placeOf(relative: string): { session: string; agent: string | null } | null {
  for (const form of files) {
    const [, name, agent = null] = form.exec(relative) ?? [];
    const session = textOf(name);
    if (session !== null) return { session, agent: agent === "main" ? null : agent };
  }
  return null;
}

/** Whether a number can be a time: milliseconds, or seconds with a fraction as Kimi CLI writes them. */
export function momentOfNumber(value: unknown): number | null {
  if (typeof value !== "number") return null;
  return timeOf(Math.round(value < 1e11 ? value * 1_000 : value));
}

/** The run of a session, or of one of its agents. */
export function addRunOf(
  records: PlainRecords,
  { session, agent }: { session: string; agent: string | null },
  facts: Partial<PlainRun> & { lastAt: number },
): string {
  const id = agent === null ? session : keyOf(session, agent);
  const cwd = textOf(records.notes["cwd"], 4_000);
  addRun(records, {
    startedAt: facts.lastAt,
    cwd,
    ...facts,
    id,
    parent: agent === null ? null : session,
  });
  return id;
}

/** An object of the notes, made where there is none yet. Names in it have a mark, as any name may come. */
export function noteIn({ notes }: PlainRecords, name: string): Line {
  const known = notes[name];
  if (isObject(known)) return known;
  const made: Line = {};
  notes[name] = made;
  return made;
}

export const marked = (name: string) => `#${name}`;

export const textIn = (records: PlainRecords, note: string, name: string) =>
  textOf(objectOf(records.notes[note])[marked(name)]);
