import type { IngestItem } from "#contract/ingest.ts";

/** What an item is called on this machine: type, runtime and its own key. */
export const itemName = (item: IngestItem) => `${item.type} ${item.runtime} ${ownKeyOf(item)}`;

function ownKeyOf(item: IngestItem): string {
  if (item.type === "run") return item.runId;
  return item.type === "git" ? `${item.runId} ${item.repository}` : item.key;
}
