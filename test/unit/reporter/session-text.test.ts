import { expect, test } from "vitest";
import type { SessionDetail } from "#contract/sessions.ts";
import { sessionTable, sessionText } from "#reporter/sessions/session-text.ts";
import { wayOut } from "#reporter/sessions/way-out.ts";
import { aDetail, aTotal } from "../web/support/live-state.ts";

const at = (minutes: number) => new Date(2026, 10, 21, 10, minutes).toISOString();
const now = Date.parse(at(30));

const session: SessionDetail = {
  ...aDetail(3),
  title: "Sign in by code",
  origin: "manual",
  project: { id: "prj_1", name: "api", slug: "api" },
  startedAt: at(0),
  lastActivityAt: at(20),
  runningSince: at(10),
  durationMs: 15 * 60_000,
  tasks: [{ key: "ACME-12", relationship: "completed", at: at(12) }],
  byRun: [
    {
      id: "run_1",
      runtime: "claude-code",
      parentRunId: null,
      title: "Codes\u001b[2J",
      agentType: null,
      version: null,
      startedAt: at(0),
      totals: aTotal(3),
    },
    {
      id: "run_2",
      runtime: "claude-code",
      parentRunId: "run_1",
      title: null,
      agentType: "explorer",
      version: null,
      startedAt: at(1),
      totals: aTotal(1),
    },
  ],
};

test("a session says what it is, what it came to, and by which id it goes", () => {
  const address = "https://stint.example.com/w/acme/sessions/ses_1";
  expect(sessionText(session, { now, address })).toBe(`Sign in by code
  bugfix in api, active since 21 Nov 10:10, begun 21 Nov 10:00
  25m, $0.03, 30 tokens in 3 responses
  Tasks  ACME-12 (completed)
  Run    run_1  claude-code, $0.03, Codes[2J
  Id     ses_1
  https://stint.example.com/w/acme/sessions/ses_1`);
});

test("one that is over and empty has no more than its own lines", () => {
  const over = {
    ...session,
    project: null,
    status: "completed" as const,
    runningSince: null,
    endedAt: at(25),
    tasks: [],
    byRun: [],
    totals: aTotal(0),
  };
  expect(sessionText(over, { now, address: null })).toBe(`Sign in by code
  bugfix, completed since 21 Nov 10:25, begun 21 Nov 10:00
  15m, $0, 0 tokens in 0 responses
  Id     ses_1`);
});

const shown = (totals: Partial<SessionDetail["totals"]>) =>
  sessionText({ ...session, totals: { ...session.totals, ...totals } }, { now, address: null });

test("a cost that is not all known is marked, and one without any price is named so", () => {
  expect(shown({ unpricedEvents: 1 })).toContain("25m, ≥ $0.03, 30");
  expect(shown({ lowerBoundEvents: 1 })).toContain("25m, ≥ $0.03, 30");
  expect(shown({ unpricedEvents: 3 })).toContain("25m, unpriced, 30");
});

test("a list is a table", () => {
  const other = { ...session, id: "ses_longer", title: "Another", status: "completed" as const };
  expect(sessionTable([session, other], now)).toBe(
    [
      "21 Nov 10:00  active     25m  $0.03  ses_1       Sign in by code",
      "21 Nov 10:00  completed  15m  $0.03  ses_longer  Another",
    ].join("\n"),
  );
});

test("a session in the way: what ends it, and what goes on with it", () => {
  expect(wayOut("session_open", "ses_1", "paused")).toBe(
    "It is ses_1: `stint session complete` ends it, `stint session cancel` drops it, or `stint session resume` goes on with it.",
  );
  expect(wayOut("session_state", "ses_1", "completed")).toBeUndefined();
});
