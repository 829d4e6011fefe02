import { isObject, listOf, objectOf, textOf } from "../json-values.ts";
import { idOf, timeOf } from "../plain/log-values.ts";
import { addRun, type PlainRecords } from "../plain/plain-records.ts";
import { taskOf } from "./read-task.ts";

type Facts = Record<string, unknown>;

/** Which model a task used from a time on, or up to one; kept in the notes of the file that tells it. */
export type ModelAt = { at: number; model: string; isUntil: boolean };

export function modelsOf({ notes }: PlainRecords): ModelAt[] {
  return listOf(notes["models"]) as ModelAt[];
}

/** `task_metadata.json`: each model is noted before its first request. */
export function readMetadata(records: PlainRecords, metadata: Facts): void {
  records.notes["models"] = listOf(metadata["model_usage"]).flatMap((entry) => {
    const { ts, model_id: id } = objectOf(entry);
    const [at, model] = [timeOf(ts), textOf(id)];
    return at === null || model === null ? [] : [{ at, model, isUntil: false }];
  });
  const versions = listOf(metadata["environment_history"]).map((entry) =>
    textOf(objectOf(entry)["cline_version"], 60),
  );
  const version = versions.findLast((one) => one !== null) ?? null;
  addRun(records, { id: taskOf(records), version });
}

/** Entries of the history of tasks. What they call the task is its prompt. */
export function readItems(records: PlainRecords, items: unknown[]): void {
  for (const item of items) {
    if (!isObject(item)) continue;
    const id = idOf(item["id"]);
    if (id === null) continue;
    const parent = idOf(item["parentTaskId"]);
    addRun(records, {
      id,
      parent: parent === id ? null : parent,
      cwd: textOf(item["workspace"], 4_000) ?? textOf(item["cwdOnTaskInitialization"], 4_000),
      agentType: parent === null ? null : (textOf(item["mode"], 100) ?? "subtask"),
    });
  }
}
