import { QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { TimelinePage } from "#contract/sessions.ts";
import { followSession, sessionRefetchMs, timelineRefetchMs } from "#web/live/follow-session.ts";
import {
  daysRefetchMs,
  followWorkspace,
  sessionsRefetchMs,
  workspaceRefetchMs,
} from "#web/live/follow-workspace.ts";
import { costQueries } from "#web/queries/costs.ts";
import { sessionDayQueries } from "#web/queries/session-days.ts";
import { sessionQueries } from "#web/queries/sessions.ts";
import {
  aCostSummary,
  aDetail,
  aPage,
  aSessionMessage,
  aSummary,
  aWorkspaceMessage,
  noDays,
} from "./support/live-state.ts";

const workspace = "acme";
const summaryKey = costQueries.summary(workspace).queryKey;
const activeKey = sessionQueries.active(workspace).queryKey;
const detailKey = sessionQueries.detail(workspace, "ses_1").queryKey;
const timelineKey = sessionQueries.timeline(workspace, "ses_1").queryKey;

let client: QueryClient;
beforeEach(() => {
  vi.useFakeTimers();
  client = new QueryClient();
});
afterEach(() => {
  client.clear();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const isStale = (queryKey: readonly unknown[]) => client.getQueryState(queryKey)?.isInvalidated;

const keysOf = (timeline?: { pages: TimelinePage[] }) =>
  timeline?.pages.flatMap(({ items }) => items.map(({ key }) => key));

describe("the workspace's messages", () => {
  test("say the state: today moves every figure that holds today", () => {
    client.setQueryData(summaryKey, aCostSummary(2));
    const { take } = followWorkspace(client, workspace);
    take(aWorkspaceMessage({ revision: 1, eventsToday: 5, active: [aSummary(1)] }));

    const summary = client.getQueryData(summaryKey);
    expect(summary?.today.totals).toMatchObject({ events: 5, total: 50, costUsd: "0.050000000" });
    expect(summary?.week.totals.events).toBe(15);
    expect(summary?.month.totals.events).toBe(25);
    expect(summary?.allTime.totals).toMatchObject({ events: 35, costUsd: "0.350000000" });
    expect(summary?.week.previous.events).toBe(0);
    expect(client.getQueryData(activeKey)?.items).toHaveLength(1);
  });

  test("change nothing when they are late or repeated", () => {
    client.setQueryData(summaryKey, aCostSummary(2));
    const { take } = followWorkspace(client, workspace);
    take(aWorkspaceMessage({ revision: 7, eventsToday: 5 }));
    take(aWorkspaceMessage({ revision: 7, eventsToday: 9 }));
    take(aWorkspaceMessage({ revision: 6, eventsToday: 4 }));
    expect(client.getQueryData(summaryKey)?.today.totals.events).toBe(5);
    expect(client.getQueryData(summaryKey)?.allTime.totals.events).toBe(35);
  });

  test("of another day leave the sums to the server", () => {
    client.setQueryData(summaryKey, aCostSummary(2));
    const { take } = followWorkspace(client, workspace);
    take(aWorkspaceMessage({ revision: 1, eventsToday: 5, day: "2026-11-22T00:00:00Z" }));
    expect(client.getQueryData(summaryKey)).toEqual(aCostSummary(2));
  });

  test("let what was loaded be fetched again once the ledger went on, however much was missed", () => {
    client.setQueryData(summaryKey, aCostSummary(2));
    client.setQueryData(timelineKey, { pages: [], pageParams: [] });
    const { take } = followWorkspace(client, workspace);
    take(aWorkspaceMessage({ revision: 1, ledgerRevision: 4, eventsToday: 2 }));
    vi.advanceTimersByTime(workspaceRefetchMs);
    expect(isStale(summaryKey)).toBe(false);

    // Revisions 2 to 8 fell into a gap.
    take(aWorkspaceMessage({ revision: 9, ledgerRevision: 30, eventsToday: 3 }));
    vi.advanceTimersByTime(workspaceRefetchMs - 1);
    expect(isStale(summaryKey)).toBe(false);
    vi.advanceTimersByTime(1);
    expect(isStale(summaryKey)).toBe(true);
    // These two have messages of their own.
    expect(isStale(activeKey)).toBe(false);
    expect(isStale(timelineKey)).toBe(false);
  });

  test("move a calendar's present day with the rest, and its other days more rarely", () => {
    const asked = { from: "2026-11-01", to: "2026-11-30", limit: 3 };
    const period = sessionDayQueries.period(workspace, asked).queryKey;
    const present = sessionDayQueries.day(workspace, "2026-11-21", { limit: 3 }).queryKey;
    for (const key of [period, present]) client.setQueryData(key, noDays);
    const { take } = followWorkspace(client, workspace);
    take(aWorkspaceMessage({ revision: 1, ledgerRevision: 4, eventsToday: 2 }));
    take(aWorkspaceMessage({ revision: 2, ledgerRevision: 5, eventsToday: 3 }));
    vi.advanceTimersByTime(workspaceRefetchMs);
    expect([isStale(present), isStale(period)]).toEqual([true, false]);
    vi.advanceTimersByTime(daysRefetchMs - workspaceRefetchMs);
    expect(isStale(period)).toBe(true);
  });

  test("let lists follow at once what somebody did with a session", () => {
    const listKey = sessionQueries.list(workspace, {}).queryKey;
    client.setQueryData(listKey, { pages: [], pageParams: [] });
    client.setQueryData(detailKey, aDetail(1));
    const { take } = followWorkspace(client, workspace);
    take(aWorkspaceMessage({ revision: 1, sessionsRevision: 4, eventsToday: 2 }));
    take(
      aWorkspaceMessage({ revision: 2, sessionsRevision: 4, ledgerRevision: 9, eventsToday: 2 }),
    );
    vi.advanceTimersByTime(sessionsRefetchMs);
    expect(isStale(listKey)).toBe(false);
    take(
      aWorkspaceMessage({ revision: 3, sessionsRevision: 5, ledgerRevision: 9, eventsToday: 2 }),
    );
    vi.advanceTimersByTime(sessionsRefetchMs);
    expect(isStale(listKey)).toBe(true);
    // It has messages of its own.
    expect(isStale(detailKey)).toBe(false);
  });

  test("do not fetch another workspace's figures again, nor any after the page was left", () => {
    const otherKey = costQueries.summary("other").queryKey;
    client.setQueryData(otherKey, aCostSummary(1));
    client.setQueryData(summaryKey, aCostSummary(2));
    const { take, stop } = followWorkspace(client, workspace);
    take(aWorkspaceMessage({ revision: 1, ledgerRevision: 4, eventsToday: 2 }));
    take(aWorkspaceMessage({ revision: 2, ledgerRevision: 5, eventsToday: 3 }));
    vi.advanceTimersByTime(workspaceRefetchMs);
    expect(isStale(otherKey)).toBe(false);
    expect(isStale(summaryKey)).toBe(true);

    client.setQueryData(summaryKey, aCostSummary(3));
    take(aWorkspaceMessage({ revision: 3, ledgerRevision: 6, eventsToday: 4 }));
    stop();
    vi.advanceTimersByTime(workspaceRefetchMs);
    expect(isStale(summaryKey)).toBe(false);
  });

  test("move a session's page, too, and never back", () => {
    client.setQueryData(detailKey, aDetail(5));
    const { take } = followWorkspace(client, workspace);
    take(aWorkspaceMessage({ revision: 1, eventsToday: 1, active: [aSummary(4)] }));
    expect(client.getQueryData(detailKey)?.totals.events).toBe(5);
    take(aWorkspaceMessage({ revision: 2, eventsToday: 1, active: [aSummary(6)] }));
    expect(client.getQueryData(detailKey)).toMatchObject({
      revision: 6,
      totals: { events: 6 },
      activeMs: 60_000,
    });
  });
});

describe("a session's messages", () => {
  test("move its figures at once, and its breakdown soon after", () => {
    client.setQueryData(detailKey, aDetail(3));
    client.setQueryData(timelineKey, { pages: [], pageParams: [] });
    const { take } = followSession(client, workspace, "ses_1");
    take(aSessionMessage(3));
    vi.advanceTimersByTime(sessionRefetchMs);
    expect(isStale(detailKey)).toBe(false);

    take(aSessionMessage(4));
    expect(client.getQueryData(detailKey)?.totals.events).toBe(4);
    vi.advanceTimersByTime(sessionRefetchMs);
    expect(isStale(detailKey)).toBe(true);
    expect(isStale(timelineKey)).toBe(false);
    vi.advanceTimersByTime(timelineRefetchMs);
    expect(isStale(timelineKey)).toBe(true);
  });

  test("read the end of its timeline again, and not the whole", async () => {
    const asked: string[] = [];
    vi.stubGlobal("fetch", async (url: string) => {
      asked.push(url);
      return Response.json(aPage(["b", "c"], null));
    });
    const pages = [aPage(["a"], "cursor-1"), aPage(["b"], null)];
    client.setQueryData(detailKey, aDetail(3));
    client.setQueryData(timelineKey, { pages, pageParams: [null, "cursor-1"] });
    const { take } = followSession(client, workspace, "ses_1");
    take(aSessionMessage(4));
    await vi.advanceTimersByTimeAsync(sessionRefetchMs);
    expect(asked).toEqual([expect.stringContaining("/timeline?limit=1000&cursor=cursor-1")]);
    expect(keysOf(client.getQueryData(timelineKey))).toEqual(["a", "b", "c"]);
  });

  test("leave a timeline alone whose pages are still coming, and one that could not be read", async () => {
    const fetched = vi.fn(async () => Response.error());
    vi.stubGlobal("fetch", fetched);
    const known = { pages: [aPage(["a"], "cursor-1")], pageParams: [null] };
    client.setQueryData(detailKey, aDetail(3));
    client.setQueryData(timelineKey, known);
    const { take } = followSession(client, workspace, "ses_1");
    take(aSessionMessage(4));
    await vi.advanceTimersByTimeAsync(sessionRefetchMs);
    expect(fetched).not.toHaveBeenCalled();

    client.setQueryData(timelineKey, { ...known, pages: [aPage(["a"], null)] });
    take(aSessionMessage(5));
    await vi.advanceTimersByTimeAsync(sessionRefetchMs);
    expect(fetched).toHaveBeenCalledOnce();
    expect(keysOf(client.getQueryData(timelineKey))).toEqual(["a"]);
  });

  test("change nothing when they are late or repeated", () => {
    client.setQueryData(detailKey, aDetail(3));
    const { take } = followSession(client, workspace, "ses_1");
    take(aSessionMessage(8));
    vi.advanceTimersByTime(sessionRefetchMs);
    client.setQueryData(detailKey, aDetail(8));

    take(aSessionMessage(8));
    take(aSessionMessage(7));
    vi.advanceTimersByTime(sessionRefetchMs);
    expect(client.getQueryData(detailKey)?.revision).toBe(8);
    expect(isStale(detailKey)).toBe(false);
  });

  test("fetch again what changed between the page and the socket", () => {
    client.setQueryData(detailKey, aDetail(3));
    const { take } = followSession(client, workspace, "ses_1");
    take(aSessionMessage(4));
    vi.advanceTimersByTime(sessionRefetchMs);
    expect(isStale(detailKey)).toBe(true);
  });

  test("that the overview heard of first still move the breakdown", () => {
    client.setQueryData(detailKey, aDetail(3));
    client.setQueryData(timelineKey, { pages: [], pageParams: [] });
    const session = followSession(client, workspace, "ses_1");
    const overview = followWorkspace(client, workspace);
    session.take(aSessionMessage(3));
    overview.take(aWorkspaceMessage({ revision: 1, eventsToday: 1, active: [aSummary(4)] }));
    session.take(aSessionMessage(4));
    vi.advanceTimersByTime(timelineRefetchMs);
    expect(isStale(timelineKey)).toBe(true);
  });
});
