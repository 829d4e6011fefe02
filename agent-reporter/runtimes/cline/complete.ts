import { textOf } from "../json-values.ts";
import type { PlainRecords, PlainUsage } from "../plain/plain-records.ts";
import { type ModelAt, modelsOf } from "./read-task-facts.ts";

/** A task's requests with the models that its other files name; a session's sum where its answers count nothing. */
export function completed(records: PlainRecords, group: PlainRecords[]): PlainRecords {
  if (records.usage.size === 0) return records;
  const models = group.flatMap(modelsOf);
  const named = group.map(({ notes }) => textOf(notes["model"])).find((one) => one !== null);
  const usage = [...records.usage.values()]
    .filter((one) => one.key !== one.run || isSumNeeded(group) || isTask(records))
    .map((one): [string, PlainUsage] => {
      const model = one.model ?? modelFor(one.at, models) ?? named ?? null;
      return [one.key, { ...one, model }];
    });
  return { ...records, usage: new Map(usage) };
}

const isTask = ({ relative }: PlainRecords) => relative.startsWith("tasks/");

/** Only where answers are known, and none of them counts. */
function isSumNeeded(group: PlainRecords[]): boolean {
  const answers = group.filter(({ notes }) => Number(notes["answers"]) > 0);
  return answers.length > 0 && answers.every(({ usage }) => usage.size === 0);
}

/** The latest that was noted before, else the first that was noted after, else the last before the end. */
function modelFor(at: number, models: ModelAt[]): string | null {
  const sorted = models.toSorted((a, b) => a.at - b.at);
  const before = sorted.filter((one) => !one.isUntil);
  const after = sorted.filter((one) => one.isUntil);
  const found =
    before.findLast((one) => one.at <= at) ??
    before[0] ??
    after.find((one) => one.at >= at) ??
    after.at(-1);
  return found?.model ?? null;
}
