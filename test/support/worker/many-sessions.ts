import { env } from "cloudflare:workers";

/** Ten thousand sessions of a workspace, of which five are open. */
export async function addManySessions(workspaceId: string): Promise<void> {
  await env.DB.prepare(
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
     INSERT INTO dev_session (id, workspace_id, title, type, status, origin, runtime, person_id,
       started_at, last_activity_at, events, input, cost_nano_usd)
     SELECT ?1 || i, ?1, 'x', 'feature', CASE WHEN i <= 5 THEN 'active' ELSE 'completed' END, 'auto', 'codex',
       'person-1', i * 60000, i * 60000 + (i * 7919) % 10007, 1, (i * 104729) % 10009, (i * 15485863) % 10037
     FROM n`,
  )
    .bind(workspaceId)
    .run();
}
