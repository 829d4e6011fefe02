import type { SessionDetail } from "#contract/sessions.ts";
import { getSession } from "./find-sessions.ts";
import {
  changeSession,
  meantSession,
  oneOf,
  type Said,
  saySession,
  type SessionInput,
  textOfWords,
} from "./session-input.ts";

/** `stint session link KEY`: what the session did to a task. */
export async function linkTask(input: SessionInput): Promise<Said> {
  const taskKey = textOfWords(input, "The task's key");
  const relationship = (await relationshipOf(input)) ?? "updated";
  const id = await meantSession(input);
  return changeSession(input, { id, path: "/link-task", body: { taskKey, relationship } });
}

/** `stint session unlink KEY`: one relationship, or all of them. */
export async function unlinkTask(input: SessionInput): Promise<Said> {
  const taskKey = textOfWords(input, "The task's key");
  const only = await relationshipOf(input);
  const id = await meantSession(input);
  const { answer, session } = await getSession(input.here.access, id);
  let said = await saySession(input, answer);
  for (const { key, relationship } of session.tasks) {
    if (key !== taskKey || (only && relationship !== only)) continue;
    const path = `/link-task?${new URLSearchParams({ taskKey, relationship })}`;
    said = await changeSession(input, { id, path, method: "DELETE" });
  }
  return said;
}

type Relationship = SessionDetail["tasks"][number]["relationship"];

async function relationshipOf({ flags }: SessionInput): Promise<Relationship | undefined> {
  const { taskRelationship } = await import("#contract/sessions.ts");
  const options = taskRelationship.options;
  return oneOf(flags.relationship, { options, name: "relationship" });
}
