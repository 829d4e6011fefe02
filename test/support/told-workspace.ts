import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "vitest";
import { z } from "zod";
import { aHome, runStint } from "#test/unit/reporter/support/run-stint.ts";
import { aFolder } from "#test/unit/reporter/support/temporary-folder.ts";
import type { Counts } from "./served.ts";
import type { StintServer } from "./stint-server.ts";

/** What an agent left behind: the folder of its run, with `otel/`, and where its logs are. */
export type Left = { folder: string; logs: Record<string, string> };

const exported = z.object({
  path: z.string(),
  content_type: z.string(),
  body: z.record(z.string(), z.unknown()),
});

type Exported = z.infer<typeof exported>;

/** What the agent exported, of all signals, as it came. */
export function exportsOf({ folder }: Left): Exported[] {
  const files = ["logs", "metrics", "traces"].map((name) =>
    path.join(folder, `otel/${name}.jsonl`),
  );
  return files.filter(existsSync).flatMap((file) =>
    readFileSync(file, "utf8")
      .split("\n")
      .filter(Boolean)
      .map((line) => exported.parse(JSON.parse(line))),
  );
}

export type EventRow = Counts & {
  key: string;
  model: string;
  /** The root run of its session, by the runtime's own id. */
  session: string;
  /** The run that it is in. */
  run: string;
  lowerBound: number;
};
export type CallRow = { key: string; run: string; session: string; name: string; outcome: string };
export type ErrorRow = { key: string; run: string; status: number | null };
export type Ledger = { events: EventRow[]; calls: CallRow[]; errors: ErrorRow[] };

/** A workspace of its own on the server, that is told the same things in one way or another. */
export async function aWorkspace(server: StintServer, name: string) {
  const { token, workspace } = await server.aReporter(`${name}@example.com`);
  const state = aHome(aFolder());
  return {
    token,
    slug: workspace,
    env: { ...state, STINT_URL: server.url, STINT_TOKEN: token },
    /** As the agent's exporter does. */
    async export(bodies: Exported[]) {
      for (const { path: route, content_type: type, body } of bodies) {
        const base64 = typeof body["base64"] === "string" ? body["base64"] : null;
        const response = await fetch(server.url + route, {
          method: "POST",
          headers: { Authorization: `Bearer ${token}`, "Content-Type": type },
          body: base64 ? Buffer.from(base64, "base64") : JSON.stringify(body),
        });
        expect(response.status, await response.text()).toBe(200);
      }
    },
    /** `stint sync` with nothing remembered, on a machine that has these logs. */
    async sync({ logs }: Left) {
      const env = { ...aHome(aFolder()), STINT_URL: server.url, STINT_TOKEN: token, ...logs };
      const { code, err } = await runStint(["sync", "--progress", "none"], env);
      expect(code, err).toBe(0);
    },
    read: () => readLedger(server, workspace),
    totals: () => server.totals(token),
  };
}

export type Workspace = Awaited<ReturnType<typeof aWorkspace>>;

const from = (table: string) =>
  `FROM ${table} t JOIN run r ON r.workspace_id = t.workspace_id AND r.id = t.run_id
   WHERE t.workspace_id = (SELECT id FROM auth_organization WHERE slug = ?) ORDER BY t.key, t.run_id`;

async function readLedger(server: StintServer, slug: string): Promise<Ledger> {
  const events = `SELECT t.key, input, output, cache_read AS cacheRead, cache_write_5m AS cacheWrite5m,
    cache_write_1h AS cacheWrite1h, reasoning, web_searches AS webSearches, t.model, t.run_id AS run, root_run_id AS session,
    lower_bound AS lowerBound ${from("usage_event")}`;
  const calls = `SELECT t.key, name, outcome, t.run_id AS run, root_run_id AS session ${from("tool_call")}`;
  const errors = `SELECT t.key, status, t.run_id AS run ${from("api_error")}`;
  return {
    events: await server.rows(events, slug),
    calls: await server.rows(calls, slug),
    errors: await server.rows(errors, slug),
  };
}
