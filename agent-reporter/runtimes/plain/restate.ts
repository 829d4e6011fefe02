import { startTool, type ToolStart } from "./plain-calls.ts";
import { isSame, type PlainRecords, type PlainUsage } from "./plain-records.ts";
import { touch } from "./touched.ts";

/** A document tells everything anew: its last word on a response counts, unless that knows of less. */
export function restateUsage(records: PlainRecords, usage: PlainUsage): void {
  const known = records.usage.get(usage.key);
  if (known && (totalOf(known) > totalOf(usage) || isSame(known, usage))) return;
  records.usage.set(usage.key, usage);
  touch(records, "usage", usage.key);
}

export const totalOf = (usage: PlainUsage) =>
  usage.input + usage.output + usage.cacheRead + usage.cacheWrite5m + usage.cacheWrite1h;

/** Its last word on a tool call, whose end is told after this. */
export function restateTool(records: PlainRecords, tool: ToolStart): void {
  records.tools.delete(tool.key);
  startTool(records, tool);
}
