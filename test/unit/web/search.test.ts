import { expect, test } from "vitest";
import { costDimension } from "#contract/costs.ts";
import { sessionFilter, sessionSort, sessionStatus, sessionType } from "#contract/sessions.ts";
import {
  filterOf,
  isFiltered,
  nextSort,
  noFilter,
  sessionSearch,
  sessionSorts,
  sortedBy,
  sessionStatuses,
  sessionTypes,
} from "#web/lib/session-search.ts";
import { pathOf } from "#web/lib/search.ts";
import { spendDimensions } from "#web/lib/spend-search.ts";

test("the screens offer all that the contract knows", () => {
  expect(sessionTypes).toEqual(sessionType.options);
  expect(sessionStatuses).toEqual(sessionStatus.options);
  expect(sessionSorts).toEqual(sessionSort.options);
  expect(spendDimensions).toEqual(costDimension.options);
  expect(Object.keys(noFilter).toSorted()).toEqual(Object.keys(sessionFilter.shape).toSorted());
});

test("filters survive a mangled link", () => {
  const search = sessionSearch({ type: "bugfix", status: "gone", q: 123, project: ["a"], to: "x" });
  expect(search).toEqual({ ...noFilter, type: "bugfix", q: "123" });
  expect(isFiltered(search)).toBe(true);
  expect(isFiltered(sessionSearch({ q: "", unknown: 1 }))).toBe(false);
});

test("the API is asked for moments that fit its contract", () => {
  const filter = filterOf(
    sessionSearch({ from: "2026-11-21", to: "2026-11-21", person: "usr_1" }),
    "Asia/Tokyo",
  );
  expect(sessionFilter.parse(filter)).toEqual({
    person: "usr_1",
    from: "2026-11-20T15:00:00.000Z",
    to: "2026-11-21T15:00:00.000Z",
  });
  expect(filterOf(sessionSearch({ q: "fix" }), "UTC")).toMatchObject({ q: "fix", from: undefined });
});

test("a head sorts by the greatest first, then by the least, and the newest first needs no word", () => {
  expect(nextSort("cost")).toBe("-cost");
  expect(nextSort("cost", "-cost")).toBe("cost");
  expect(nextSort("cost", "cost")).toBe("-cost");
  expect(nextSort("started")).toBe("started");
  expect(nextSort("started", "started")).toBeUndefined();
  expect(nextSort("started", "-cost")).toBeUndefined();
  expect([sortedBy("started"), sortedBy("cost"), sortedBy("cost", "cost")]).toEqual([
    "descending",
    "none",
    "ascending",
  ]);
});

test("an order is no filter, and is not sent as one", () => {
  const search = sessionSearch({ sort: "-cost" });
  expect(isFiltered(search)).toBe(false);
  expect(filterOf(search, "UTC")).not.toHaveProperty("sort");
  expect(noFilter).not.toHaveProperty("sort");
});

test.each([
  "//evil.example",
  "/\\evil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  "/.//evil.example",
  "/..//evil.example",
  "https://evil.example",
  "javascript:alert(1)",
])("%j is no way within the app", (to) => {
  expect(pathOf(to)).toBeUndefined();
});

test("ways within the app keep their search and hash", () => {
  expect(pathOf("/w/acme/sessions?q=a%20b#x")).toBe("/w/acme/sessions?q=a%20b#x");
});
