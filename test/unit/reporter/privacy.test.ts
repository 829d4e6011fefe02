import { expect, test } from "vitest";
import type { IngestItem } from "#contract/ingest.ts";
import { EntryMaker } from "#reporter/upload/batches.ts";
import { wireItem } from "#reporter/upload/wire-item.ts";
import { anErrorItem, aRunItem, aToolItem, aUsageItem } from "#test/support/items.ts";

const canary = "CANARY-7f3a";

/** An item as a careless reader would make it, with content hanging on every level. */
function careless(item: IngestItem): IngestItem {
  const carrying = { ...item, prompt: canary, cwd: `/home/${canary}`, input_: { text: canary } };
  if (carrying.type === "run" && carrying.project) {
    return { ...carrying, project: Object.assign({}, carrying.project, { path: canary }) };
  }
  if (carrying.type === "usage") {
    return { ...carrying, credit: Object.assign({}, carrying.credit, { file: canary }) };
  }
  return carrying;
}

test.each([aRunItem(), aUsageItem(), aToolItem(), anErrorItem()])(
  "of a $type only named fields are sent",
  (item) => {
    expect(wireItem(careless(item), true)).toEqual(item);
    expect(new EntryMaker(true).entryOf(careless(item)).text).not.toContain(canary);
  },
);

test("titles and branches stay here where the user says so", () => {
  const run = aRunItem({ title: canary, branch: canary });
  expect(wireItem(run, true)).toMatchObject({ title: canary, branch: canary });
  expect(wireItem(run, false)).toEqual({ ...run, title: null, branch: null });
});
