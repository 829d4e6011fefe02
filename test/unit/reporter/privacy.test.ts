import { expect, test } from "vitest";
import type { GitItem } from "#contract/git.ts";
import type { IngestItem } from "#contract/ingest.ts";
import { EntryMaker } from "#reporter/upload/batches.ts";
import { wireItem } from "#reporter/upload/wire-item.ts";
import { anErrorItem, aGitItem, aRunItem, aToolItem, aUsageItem } from "#test/support/items.ts";

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
  return carrying.type === "git" ? carelessGit(carrying) : carrying;
}

const carry = <T extends object>(value: T): T => Object.assign({}, value, { file: canary });

function carelessGit(item: GitItem): GitItem {
  const commits = item.commits.map((commit) =>
    carry({ ...commit, diff: carry(commit.diff ?? {}) }),
  );
  const { diff, uncommitted } = item;
  return {
    ...item,
    commits: commits as GitItem["commits"],
    diff: diff && carry(diff),
    uncommitted: uncommitted && carry({ ...uncommitted, diff: carry(uncommitted.diff ?? {}) }),
  } as GitItem;
}

test.each([aRunItem(), aUsageItem(), aToolItem(), anErrorItem(), aGitItem()])(
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
  const git = aGitItem({ branch: canary });
  const commits = git.commits.map((commit) => ({ ...commit, subject: null }));
  expect(wireItem(git, false)).toEqual({ ...git, branch: null, commits });
});
