import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath } from "#test/support/chromium.ts";
import { aClaudeLog } from "#test/support/claude-logs.ts";
import { GitRepository } from "#test/support/git-repository.ts";
import { aGitItem, aRunItem, aUsageItem } from "#test/support/items.ts";
import { lookAt } from "#test/support/screens.ts";
import { type SignedIn, signIn } from "#test/support/signed-in.ts";

const subjects = ["Mend it", `Mend ${"everything-".repeat(17)}`, "سلة التسوق", null];

describe.skipIf(!chromiumPath)("git figures", () => {
  const home = mkdtempSync(path.join(tmpdir(), "stint-git-"));
  const repository = new GitRepository(path.join(home, "shop"));
  const logs = path.join(home, "claude");
  const log = aClaudeLog(logs, { cwd: repository.folder });
  let signedIn: SignedIn;

  beforeAll(async () => {
    repository.git("remote", "add", "origin", "git@github.com:acme/shop.git");
    repository.write("a.txt", "1\n2\n");
    repository.commit("Begin", Date.now() - 60_000);
    signedIn = await signIn({ env: { CLAUDE_CONFIG_DIR: logs } });
  }, 180_000);

  afterAll(async () => {
    await signedIn?.close();
    rmSync(home, { recursive: true, force: true });
  });

  test("a session's page follows what its agent does to the repository", async () => {
    const { page, stint } = signedIn;
    log.append(100);
    await page.goto(`${stint.url}/w/${stint.workspace}/sessions`);
    await page
      .getByRole("link", { name: /feature\/live-figures/ })
      .first()
      .click();
    const git = page.getByRole("region", { name: "Git" });
    await expect.poll(() => git.innerText()).toContain("github.com/acme/shop");
    await expect.poll(() => git.innerText()).toContain("0 commits");

    repository.git("checkout", "-q", "-b", "fix/basket");
    repository.write("a.txt", "1\nzwei\n3\n");
    const sha = repository.commit("Mend the basket");
    repository.write("left.txt", "1\n");
    log.append(100);
    await expect.poll(() => git.innerText()).toMatch(/1 commit\b/);
    const shown = await git.innerText();
    for (const words of ["fix/basket", "Mend the basket", sha.slice(0, 7), "1 file", "+2", "−1"])
      expect(shown).toContain(words);
    expect(repository.git("diff", "--shortstat", "HEAD~1", "HEAD")).toBe(
      "1 file changed, 2 insertions(+), 1 deletion(-)",
    );
    expect(shown).not.toContain("left.txt");

    const prUrl = "https://github.com/acme/shop/pull/12";
    const timestamp = new Date().toISOString();
    appendFileSync(log.file, `${JSON.stringify({ type: "pr-link", prUrl, timestamp })}\n`);
    // When the run rests, what lies in its folder is counted once more.
    await expect.poll(() => git.innerText(), { timeout: 45_000 }).toContain("acme/shop #12");
    await expect.poll(() => git.innerText()).toContain("uncommitted: 1 untracked");
    const link = git.getByRole("link", { name: "acme/shop #12" });
    expect(await link.getAttribute("href")).toBe(prUrl);

    repository.git("reset", "-q", "--hard", "HEAD~1");
    repository.git("commit", "-q", "--amend", "--allow-empty", "-m", "Begin anew");
    repository.git("branch", "-q", "-f", "main");
    log.append(100);
    await expect.poll(() => git.innerText()).toContain("history rewritten");
    expect(await git.innerText()).not.toMatch(/\d commit|\+0/);
  }, 120_000);

  test("its git figures fit every screen, however long and many they are", async () => {
    const { page, stint } = signedIn;
    const run = aRunItem({ branch: null, title: "Much in git" });
    const commits = Array.from({ length: 60 }, (_, nth) => ({
      sha: nth.toString(16).padStart(40, "0"),
      at: Date.now() - nth * 60_000,
      subject: subjects[nth % subjects.length] ?? null,
      diff: nth % 5 === 4 ? null : { files: 3, added: 1e9, removed: 1e9 },
    }));
    const ids = { runtime: run.runtime, runId: run.runId };
    const histories = ["straight", "rewritten", "switched", "unknown"] as const;
    const items = histories.map((history) =>
      aGitItem({
        ...ids,
        history,
        repository: `git.example.com/${"a-group-of-a-long-name/".repeat(6)}${history}`,
        branch: `feature/${"long-".repeat(40)}`,
        isShallow: history === "unknown",
        commitCount: history === "straight" ? 1e9 : null,
        commits: history === "straight" ? commits : [],
        diff: history === "straight" ? { files: 1e9, added: 1e9, removed: 1e9 } : null,
        uncommitted: { staged: 1e9, unstaged: 1e9, untracked: 1e9, diff: null },
        links: [`https://github.com/acme/${"shop-".repeat(30)}/pull/12`],
      }),
    );
    const response = await fetch(`${stint.url}/api/ingest`, {
      method: "POST",
      headers: { Authorization: `Bearer ${stint.token}`, "Content-Type": "application/json" },
      body: JSON.stringify({ items: [run, aUsageItem(ids), ...items] }),
    });
    expect(await response.json()).toMatchObject({ accepted: 6, rejected: [] });
    await page.goto(`${stint.url}/w/${stint.workspace}/sessions`);
    await page.getByRole("link", { name: "Much in git" }).first().click();
    const git = page.getByRole("region", { name: "Git" });
    for (const words of ["history rewritten", "branch switched", "not known", "shallow clone"])
      await expect.poll(() => git.innerText()).toContain(words);
    const screens = { "session-git": new URL(page.url()).pathname };
    expect(await lookAt(page, { url: stint.url, screens })).toEqual([]);
  }, 120_000);
});
