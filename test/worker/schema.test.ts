import { env } from "cloudflare:workers";
import { expect, test } from "vitest";

test("tables with a composite key write one row for each insert", async () => {
  const { results } = await env.DB.prepare(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%WITHOUT ROWID%' ORDER BY name",
  ).all<{ name: string }>();
  const names = results.map((row) => row.name);
  expect(names).toEqual([
    "api_error",
    "dev_session_task",
    "price_book",
    "repricing",
    "repricing_model",
    "run",
    "run_git",
    "session_elsewhere",
    "session_move",
    "session_note",
    "session_report",
    "session_stretch",
    "tool_call",
    "usage_event",
    "usage_hour",
    "usage_rollup",
    "vibe_rates",
  ]);
});
