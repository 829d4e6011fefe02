import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import type { SessionPage, SessionSort, SessionSummary } from "#contract/sessions.ts";
import { aRunItem, aUsageItem } from "#test/support/items.ts";
import { aReporter } from "#test/support/worker/a-reporter.ts";
import { countReads } from "#test/support/worker/count-reads.ts";
import { addManySessions } from "#test/support/worker/many-sessions.ts";
import { type AMember, aWorkspace } from "#test/support/worker/people.ts";
import { openDatabase } from "#worker/db/client.ts";
import { listSessions } from "#worker/operations/sessions/list-sessions.ts";

const start = Date.UTC(2026, 5, 1, 10);
const minute = 60_000;

const figures = {
  started: ({ startedAt }: SessionSummary) => Date.parse(startedAt),
  cost: ({ totals }: SessionSummary) => totals.costNanoUsd,
  tokens: ({ totals }: SessionSummary) => totals.total,
  duration: ({ durationMs }: SessionSummary) => durationMs,
};
type Figure = keyof typeof figures;
const sorts = (Object.keys(figures) as Figure[]).flatMap((figure): [SessionSort, Figure][] => [
  [figure, figure],
  [`-${figure}`, figure],
]);

/** Sessions that ended and some that go on, several of the same figures, in a workspace of its own. */
async function aWorkspaceOfSessions(): Promise<{ owner: AMember; upload: Upload }> {
  const owner = await aWorkspace();
  const reporter = aReporter({ workspaceId: owner.workspace.id });
  const upload: Upload = async (startedAt, minutes, output) => {
    const run = aRunItem({ startedAt });
    const { runId } = run;
    const events = [0, minutes].map((after) =>
      aUsageItem({ runId, occurredAt: startedAt + after * minute, output }),
    );
    await reporter.upload([run, ...events]);
    return runId;
  };
  const now = Date.now();
  for (let nth = 0; nth < 9; nth++) await upload(start + nth * minute, nth % 4, 10 * (nth % 3));
  for (let nth = 0; nth < 4; nth++) await upload(now - (9 - nth) * minute, nth % 3, 10 * nth);
  return { owner, upload };
}

type Upload = (startedAt: number, minutes: number, output: number) => Promise<string>;

async function readPages(
  owner: AMember,
  sort: SessionSort,
  between: () => Promise<unknown> = async () => {},
): Promise<SessionSummary[]> {
  const items: SessionSummary[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const from = cursor && `&cursor=${encodeURIComponent(cursor)}`;
    const response = await owner.get(`/api/dev-sessions?limit=3&sort=${sort}${from}`);
    expect(response.status).toBe(200);
    const page = await response.json<SessionPage>();
    items.push(...page.items);
    expect(items.length).toBeLessThan(20);
    cursor = page.nextCursor;
    await between();
  }
  return items;
}

test("each order is right over its pages, without doubles or gaps, open sessions among the ended", async () => {
  const { owner } = await aWorkspaceOfSessions();
  for (const [sort, figure] of sorts) {
    const listed = await readPages(owner, sort);
    expect(new Set(listed.map(({ id }) => id)).size).toBe(13);
    expect(listed).toHaveLength(13);
    const values = listed.map(figures[figure]);
    const rising = values.toSorted((a, b) => a - b);
    expect(values).toEqual(sort.startsWith("-") ? rising.toReversed() : rising);
    expect(new Set(listed.map(({ status }) => status))).toEqual(new Set(["active", "completed"]));
  }
});

test.each(["-cost", "-duration", "tokens"] as const)(
  "pages by %s stay whole while sessions come, go on and end",
  async (sort) => {
    const { owner, upload } = await aWorkspaceOfSessions();
    const before = await readPages(owner, sort);
    let came = 0;
    const listed = await readPages(owner, sort, async () => {
      came += 1;
      if (came > 3) return;
      await upload(start - came * minute, came, came * 7);
      await env.DB.prepare(
        `UPDATE dev_session SET status = 'completed' WHERE id = (
          SELECT id FROM dev_session WHERE workspace_id = ?1 AND status = 'active' LIMIT 1)`,
      )
        .bind(owner.workspace.id)
        .run();
    });
    const ids = listed.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(before.map(({ id }) => id)));
  },
);

test("a cursor belongs to its order, and orders that are none are refused", async () => {
  const { owner } = await aWorkspaceOfSessions();
  const first = await owner.get("/api/dev-sessions?limit=3&sort=-cost");
  const { nextCursor } = await first.json<SessionPage>();
  const next = (sort: string) =>
    owner.get(`/api/dev-sessions?sort=${sort}&cursor=${encodeURIComponent(nextCursor ?? "")}`);
  expect((await next("-cost")).status).toBe(200);
  expect((await next("-tokens")).status).toBe(422);
  expect((await next("title")).status).toBe(422);
});

test(
  "a page of ten thousand sessions reads no more than its own rows",
  { timeout: 60_000 },
  async () => {
    const reporter = aReporter();
    await addManySessions(reporter.workspaceId);
    for (const [sort] of sorts) {
      const reads = countReads();
      const ctx = { ...reporter.ctx, db: openDatabase({ DB: reads.database }) };
      const first = await listSessions(ctx, {}, { limit: 50, sort });
      const cursor = first.nextCursor ?? undefined;
      const second = await listSessions(ctx, {}, { limit: 50, sort, cursor });
      expect([first.items.length, second.items.length]).toEqual([50, 50]);
      const asked = await reads.asked();
      expect(asked).toHaveLength(2);
      expect(Math.max(...asked), sort).toBeLessThan(500);
    }
  },
);
