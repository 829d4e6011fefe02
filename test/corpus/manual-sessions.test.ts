import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SessionDetail } from "#contract/sessions.ts";
import { corpusPath, hasCorpus } from "#test/support/corpus-truth.ts";
import { aStintServer, type StintServer } from "#test/support/stint-server.ts";
import { aWorkspace, type Workspace } from "#test/support/told-workspace.ts";
import { type Stretch, sessionOf } from "#worker/domain/place-event.ts";

const claude = { CLAUDE_CONFIG_DIR: corpusPath("claude"), CODEX_HOME: "" };
const both = { CLAUDE_CONFIG_DIR: corpusPath("claude"), CODEX_HOME: corpusPath("codex") };

type Project = { key: string; name: string; startedAt: number };
type EventRow = {
  key: string;
  personId: string;
  projectId: string;
  occurredAt: number;
  devSessionId: string;
  cost: number | null;
  home: string;
  isSplitOff: number;
};
type SessionRow = { id: string; origin: string; events: number; cost: number };
type Sums = { events: number; cost: number };

/* What people begin in projects of the past takes what was done there since, whether it is uploaded before or after. */
describe.skipIf(!hasCorpus)("manual sessions laid over the corpus", () => {
  let server: StintServer;
  beforeAll(async () => {
    server = await aStintServer();
  });
  afterAll(() => server?.close());

  async function ask<T>(workspace: Workspace, route: string, body: object = {}): Promise<T> {
    const response = await fetch(`${server.url}/api/dev-sessions/${route}`, {
      method: "POST",
      headers: { Authorization: `Bearer ${workspace.token}`, "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    expect(response.status, await response.clone().text()).toBe(200);
    return response.json();
  }

  const start = (workspace: Workspace, { key, name, startedAt }: Project) =>
    ask<SessionDetail>(workspace, "start", {
      project: { key, name },
      title: key,
      startedAt: new Date(startedAt).toISOString(),
    });

  const rows = <T>(query: string, slug: string) =>
    server.rows<T>(
      `${query} WHERE t.workspace_id = (SELECT id FROM auth_organization WHERE slug = ?)`,
      slug,
    );

  /** The projects with most events, each from the middle one of these on. */
  async function projectsOf(slug: string): Promise<Project[]> {
    const found = await rows<{ key: string; name: string; at: number }>(
      `SELECT p.key, p.name, t.occurred_at AS at FROM usage_event t JOIN project p ON p.id = t.project_id`,
      slug,
    );
    const byKey = [...Map.groupBy(found, ({ key }) => key)].toSorted(
      ([, a], [, b]) => b.length - a.length,
    );
    return byKey.slice(0, 6).map(([key, events]) => {
      const moments = events.map(({ at }) => at).toSorted((a, b) => a - b);
      return {
        key,
        name: events[0]?.name ?? "",
        startedAt: moments[Math.floor(moments.length / 2)] ?? 0,
      };
    });
  }

  async function settled(slug: string): Promise<void> {
    const count = () =>
      rows<{ count: number }>("SELECT count(*) AS count FROM session_move t", slug);
    await expect.poll(async () => (await count())[0]?.count, { timeout: 60_000 }).toBe(0);
  }

  /** Every event is in the session that the domain says, and all sums are the events'. */
  async function expectRight(slug: string): Promise<Sums & { inManual: number }> {
    await settled(slug);
    const events = await rows<EventRow>(
      `SELECT t.key, t.person_id AS personId, t.project_id AS projectId, t.occurred_at AS occurredAt,
        t.dev_session_id AS devSessionId, t.cost_nano_usd AS cost, run.dev_session_id AS home,
        run.is_split_off AS isSplitOff
      FROM usage_event t JOIN run ON run.workspace_id = t.workspace_id AND run.id = t.run_id`,
      slug,
    );
    const stretches = await rows<Stretch>(
      `SELECT dev_session_id AS devSessionId, person_id AS personId, project_id AS projectId,
        from_at AS fromAt, to_at AS toAt FROM session_stretch t`,
      slug,
    );
    const places = events.map((event) =>
      sessionOf(event, { devSessionId: event.home, isSplitOff: event.isSplitOff === 1 }, stretches),
    );
    expect(events.map(({ devSessionId }) => devSessionId)).toEqual(places);

    const sessions = await rows<SessionRow>(
      "SELECT id, origin, events, cost_nano_usd AS cost FROM dev_session t",
      slug,
    );
    const inSession = Map.groupBy(events, ({ devSessionId }) => devSessionId);
    for (const { id, events: count, cost } of sessions) {
      expect([count, cost], id).toEqual(Object.values(sumOf(inSession.get(id) ?? [])));
    }
    const [hours] = await rows<Sums>(
      "SELECT sum(events) AS events, sum(cost_nano_usd) AS cost FROM usage_hour t",
      slug,
    );
    const whole = sumOf(events);
    expect(hours).toEqual(whole);
    expect(total(sessions)).toEqual(whole);
    const manual = new Set(sessions.flatMap(({ id, origin }) => (origin === "manual" ? id : [])));
    return { ...whole, inManual: places.filter((id) => manual.has(id)).length };
  }

  /** What each manual session came to, by the project it is called after. */
  const manualSums = (slug: string) =>
    rows<Sums & { title: string }>(
      "SELECT t.title, t.events, t.cost_nano_usd AS cost FROM dev_session t",
      slug,
    ).then((all) => new Map(all.map(({ title, ...sums }) => [title, sums])));

  /** The largest root run in a manual session, and how many of its events and of its sub-agents' are there. */
  async function largestRunIn(id: string) {
    const [largest] = await server.rows<{ runtime: string; runId: string; taken: number }>(
      `SELECT t.runtime, run.root_run_id AS runId, count(*) AS taken FROM usage_event t
        JOIN run ON run.workspace_id = t.workspace_id AND run.id = t.run_id
        WHERE t.dev_session_id = ? GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 1`,
      id,
    );
    if (!largest) throw new Error("It holds nothing.");
    return largest;
  }

  test("uploaded before or after: each response in one session, and the sum to the nano-dollar", async () => {
    const plain = await aWorkspace(server, "plain");
    await plain.sync({ folder: "", logs: both });
    const { inManual: none, ...ledger } = await expectRight(plain.slug);
    expect(none).toBe(0);
    const projects = await projectsOf(plain.slug);

    const before = await aWorkspace(server, "before");
    for (const project of projects) await start(before, project);
    await before.sync({ folder: "", logs: both });
    const uploadedLater = await expectRight(before.slug);

    const after = await aWorkspace(server, "after");
    await after.sync({ folder: "", logs: claude });
    const begun: string[] = [];
    for (const project of projects) begun.push((await start(after, project)).id);
    await after.sync({ folder: "", logs: both });
    const uploadedEarlier = await expectRight(after.slug);

    expect(uploadedLater).toMatchObject(ledger);
    expect(uploadedEarlier).toEqual(uploadedLater);
    expect(uploadedLater.inManual).toBeGreaterThan(ledger.events / 10);
    const [a, b] = [await manualSums(before.slug), await manualSums(after.slug)];
    for (const { key } of projects) expect(a.get(key), key).toEqual(b.get(key));

    const [first = "", second = "", third = ""] = begun;
    const { taken, ...largest } = await largestRunIn(first);
    await ask(after, `${first}/split`, largest);
    await ask(after, `${second}/complete`);
    await ask(after, `${third}/cancel`);
    await after.sync({ folder: "", logs: both });
    const inManual = uploadedEarlier.inManual - taken;
    expect(await expectRight(after.slug)).toEqual({ ...ledger, inManual });
  }, 600_000);
});

const sumOf = (events: EventRow[]): Sums => ({
  events: events.length,
  cost: events.reduce((sum, { cost }) => sum + (cost ?? 0), 0),
});

const total = (sessions: SessionRow[]): Sums => ({
  events: sessions.reduce((sum, { events }) => sum + events, 0),
  cost: sessions.reduce((sum, { cost }) => sum + cost, 0),
});
