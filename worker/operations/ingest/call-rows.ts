import { runIdOf } from "#worker/domain/stable-ids.ts";
import type { Placed } from "./parse-items.ts";
import type { Sender } from "./resolve-runs.ts";
import type { ErrorRow, ToolRow } from "./upsert-calls.ts";
import type { GitRow } from "./upsert-git.ts";

/** For whom and by what the rows are told. */
type Writer = { workspaceId: string; source: Sender["source"] };

export function toolRows(writer: Writer, items: Placed[]): ToolRow[] {
  return items.flatMap(({ item }) => {
    if (item.type !== "tool") return [];
    const { type: _, runtime, runId, ...facts } = item;
    return [{ ...writer, runId: runIdOf(runtime, runId), ...facts }];
  });
}

export function errorRows(writer: Writer, items: Placed[]): ErrorRow[] {
  return items.flatMap(({ item }) => {
    if (item.type !== "error") return [];
    const { type: _, runtime, runId, ...facts } = item;
    return [{ ...writer, runId: runIdOf(runtime, runId), ...facts }];
  });
}

export function gitRows({ workspaceId }: Writer, items: Placed[]): GitRow[] {
  return items.flatMap(({ item }) => {
    if (item.type !== "git") return [];
    const { type: _, runtime, runId, ...facts } = item;
    return [{ workspaceId, runId: runIdOf(runtime, runId), ...facts }];
  });
}
