import { type IngestItem, type IngestReceipt, ingestItem } from "#contract/ingest.ts";

/** An item with its place in the batch, by which the receipt names it. */
export type Placed<T extends IngestItem = IngestItem> = { index: number; item: T };

export type ParsedItems = { items: Placed[]; rejected: IngestReceipt["rejected"] };

/** Checks each item by itself: a bad one is refused with its place and the rest goes on. */
export function parseItems(raw: unknown[]): ParsedItems {
  const items: Placed[] = [];
  const rejected: IngestReceipt["rejected"] = [];
  for (const [index, candidate] of raw.entries()) {
    const parsed = ingestItem.safeParse(candidate);
    if (parsed.success) {
      items.push({ index, item: parsed.data });
      continue;
    }
    const issue = parsed.error.issues[0];
    const where = issue?.path.join(".") ?? "";
    const message = `${where ? `${where}: ` : ""}${issue?.message ?? "is not an item"}`;
    rejected.push({ index, code: "invalid_item", message });
  }
  return { items, rejected };
}
