import { z } from "zod";
import { sessionFilter, type SessionSummary, sessionSummary } from "#contract/sessions.ts";
import {
  type Estimate,
  estimate,
  estimateInput,
  sessionEstimateInput,
  type VibeAudit,
  vibeAudit,
  vibeAuditQuery,
  type VibeRateBook,
  vibeRateBook,
  vibeRatesInput,
  type VibeTransactions,
  vibeTransactions,
} from "#contract/vibe.ts";
import { setSessionEstimate } from "#worker/operations/sessions/set-session-estimate.ts";
import { estimateVibe } from "#worker/operations/vibe/estimate-vibe.ts";
import { listVibeAudit } from "#worker/operations/vibe/list-vibe-audit.ts";
import { listVibeTransactions } from "#worker/operations/vibe/list-vibe-transactions.ts";
import { readVibeRates } from "#worker/operations/vibe/read-vibe-rates.ts";
import { saveVibeRates } from "#worker/operations/vibe/save-vibe-rates.ts";
import { operationContext } from "../context.ts";
import { json, jsonBody, newRoutes, route } from "../route.ts";

const readers = { scope: "read", role: "viewer" } as const;
const admins = { scope: "admin", role: "admin" } as const;
const workers = { scope: "plan", role: "member" } as const;

const transactionsQuery = sessionFilter.extend({
  session: z.string().max(60).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(2_000).optional(),
});

/** /api/vibe — the workspace's unit of cost: its rates, estimates and debits. */
export const vibeRoutes = newRoutes()
  .openapi(
    route({
      method: "get",
      path: "/api/vibe/rates",
      access: readers,
      summary: "What a VIBE is worth, and the rates of estimates",
      responses: { 200: json(vibeRateBook, "The rates as they are now.") },
    }),
    async (c) => c.json((await readVibeRates(operationContext(c))) satisfies VibeRateBook, 200),
  )
  .openapi(
    route({
      method: "put",
      path: "/api/vibe/rates",
      access: admins,
      summary: "Replace the rates; amounts of before follow, since they are kept in dollars",
      request: { body: jsonBody(vibeRatesInput) },
      responses: { 200: json(vibeRateBook, "The rates as they are now.") },
    }),
    async (c) => {
      const saved = await saveVibeRates(operationContext(c), c.req.valid("json"));
      return c.json(saved satisfies VibeRateBook, 200);
    },
  )
  .openapi(
    route({
      method: "get",
      path: "/api/vibe/rates/audit",
      access: readers,
      summary: "What changed in the rates, when and by whom",
      request: { query: vibeAuditQuery },
      responses: { 200: json(vibeAudit, "Newest first.") },
    }),
    async (c) => {
      const page = await listVibeAudit(operationContext(c), c.req.valid("query"));
      return c.json(page satisfies VibeAudit, 200);
    },
  )
  .openapi(
    route({
      method: "post",
      path: "/api/vibe/estimate",
      access: readers,
      summary: "What work would come to, before it is done; stores nothing",
      request: { body: jsonBody(estimateInput) },
      responses: { 200: json(estimate, "The base, and the total for its complexity.") },
    }),
    async (c) => {
      const made = await estimateVibe(operationContext(c), c.req.valid("json"));
      return c.json(made satisfies Estimate, 200);
    },
  )
  .openapi(
    route({
      method: "get",
      path: "/api/vibe/transactions",
      access: readers,
      summary: "Every debit by session and task; filters are those of sessions",
      request: { query: transactionsQuery },
      responses: { 200: json(vibeTransactions, "Newest start of a session first.") },
    }),
    async (c) => {
      const page = await listVibeTransactions(operationContext(c), c.req.valid("query"));
      return c.json(page satisfies VibeTransactions, 200);
    },
  )
  .openapi(
    route({
      method: "put",
      path: "/api/dev-sessions/{id}/estimate",
      access: workers,
      summary: "Set what a session was reckoned at, in whole VIBE, or take it away with null",
      request: { params: z.object({ id: z.string() }), body: jsonBody(sessionEstimateInput) },
      responses: { 200: json(sessionSummary, "The session.") },
    }),
    async (c) => {
      const { id } = c.req.valid("param");
      const session = await setSessionEstimate(operationContext(c), id, c.req.valid("json"));
      return c.json(session satisfies SessionSummary, 200);
    },
  );
