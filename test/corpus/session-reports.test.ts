import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { IngestItem, UsageItem } from "#contract/ingest.ts";
import { costNanoUsd, rateCardFor } from "#contract/pricing.ts";
import { type ReportCost, type SessionReport, sessionReport } from "#contract/reports.ts";
import { corpusPath, hasCorpus } from "#test/support/corpus-truth.ts";
import { isRun, isUsage, readItems } from "#test/support/open-logs.ts";
import { aStintServer, type StintServer } from "#test/support/stint-server.ts";
import { aWorkspace } from "#test/support/told-workspace.ts";

const logs = { CLAUDE_CONFIG_DIR: corpusPath("claude"), CODEX_HOME: corpusPath("codex") };

/** What a session's log says, added up here from the reporter's items and priced one by one. */
type Told = {
  title: string;
  usage: UsageItem[];
  runs: Map<string, UsageItem[]>;
  models: Map<string | null, UsageItem[]>;
};

/** Sessions by their root run, as the items say; each event is in the run that its item names. */
function sessionsOf(items: IngestItem[]): Map<string, Told> {
  const runs = items.filter(isRun);
  const rootOf = new Map(runs.map((run) => [`${run.runtime}/${run.runId}`, run.rootRunId]));
  const byRoot = Map.groupBy(
    items.filter(isUsage),
    (item) => `${item.runtime}/${rootOf.get(`${item.runtime}/${item.runId}`) ?? item.runId}`,
  );
  return new Map(
    [...byRoot].map(([root, usage]) => [
      root,
      {
        title: runs.find((run) => `${run.runtime}/${run.runId}` === root)?.title ?? "",
        usage,
        runs: Map.groupBy(usage, (item) => item.runId),
        models: Map.groupBy(usage, (item) => item.model),
      },
    ]),
  );
}

const tokensOf = (usage: UsageItem[]) =>
  usage.reduce(
    (sum, one) =>
      sum + one.input + one.output + one.cacheRead + one.cacheWrite5m + one.cacheWrite1h,
    0,
  );

function costOf(item: UsageItem): number | null {
  const card = item.model === null ? null : rateCardFor({ ...item, model: item.model });
  return card && costNanoUsd(item, card);
}

/** As a report tells it: without any price, the cost is not known. */
function figuresOf(usage: UsageItem[]) {
  const costs = usage.map(costOf);
  const priced = costs.flatMap((cost) => (cost === null ? [] : [cost]));
  const isUnpriced = usage.length > 0 && priced.length === 0;
  const cost = priced.reduce((sum, one) => sum + one, 0);
  return {
    tokens: tokensOf(usage),
    events: usage.length,
    unpricedEvents: costs.length - priced.length,
    lowerBoundEvents: usage.filter((item) => item.lowerBound).length,
    costNanoUsd: isUnpriced ? null : cost,
    // A VIBE is a tenth of a cent: a nano-dollar is a millionth of one.
    vibe: isUnpriced ? null : Number((cost / 1e6).toFixed(6)),
  };
}

function shownFigures(shown: ReportCost) {
  const { tokens, events, unpricedEvents, lowerBoundEvents, costNanoUsd: cost, vibe } = shown;
  const figures = { tokens, events, unpricedEvents, lowerBoundEvents, costNanoUsd: cost };
  return { ...figures, vibe: vibe === null ? null : Number(vibe) };
}

/** Gaps of more than five minutes are no work. */
function activeMsOf(usage: UsageItem[]): number {
  const moments = usage.map((item) => item.occurredAt).toSorted((a, b) => a - b);
  const gaps = moments.slice(1).map((at, nth) => at - (moments[nth] ?? at));
  return gaps.filter((gap) => gap <= 300_000).reduce((sum, gap) => sum + gap, 0);
}

/** Those that say most: the dearest, those with many runs, and those with several models. */
function tenOf(sessions: Map<string, Told>): [string, Told][] {
  const all = [...sessions];
  const by = (figure: (told: Told) => number) =>
    all.toSorted(([, a], [, b]) => figure(b) - figure(a));
  const chosen = new Map<string, Told>();
  const orders = [
    by((told) => tokensOf(told.usage)),
    by((told) => told.runs.size),
    by((told) => told.models.size),
    by((told) => told.usage.filter((item) => item.lowerBound).length),
    by((told) => figuresOf(told.usage).unpricedEvents),
  ];
  for (let nth = 0; chosen.size < 10; nth++) {
    for (const order of orders) {
      const next = order[nth];
      if (next && chosen.size < 10) chosen.set(...next);
    }
  }
  return [...chosen];
}

describe.skipIf(!hasCorpus)("reports of ten sessions of the corpus", () => {
  let server: StintServer;
  beforeAll(async () => {
    server = await aStintServer();
  });
  afterAll(() => server?.close());

  /** Session ids by runtime and root run. */
  async function readIds(): Promise<Map<string, string>> {
    const rows = await server.rows<{ id: string; root: string }>(
      "SELECT id, runtime || '/' || root_run_id AS root FROM dev_session WHERE events > 0",
    );
    return new Map(rows.map(({ id, root }) => [root, id]));
  }

  async function read(id: string, type: string, token: string): Promise<Response> {
    const headers = { Authorization: `Bearer ${token}`, Accept: type };
    const response = await fetch(`${server.url}/api/dev-sessions/${id}/report`, { headers });
    expect(response.status).toBe(200);
    return response;
  }

  test("every figure is what the log's items come to, and the document says the same", async () => {
    const workspace = await aWorkspace(server, "reports");
    await workspace.sync({ folder: "", logs });
    const ten = tenOf(sessionsOf(await readItems(logs)));
    const ids = await readIds();
    expect(ten).toHaveLength(10);
    expect(ten.some(([, { runs }]) => runs.size > 1)).toBe(true);
    expect(ten.some(([, { models }]) => models.size > 1)).toBe(true);
    for (const [root, told] of ten) {
      const id = ids.get(root) ?? "";
      const json = await read(id, "application/json", workspace.token);
      const report = sessionReport.parse(await json.json());
      expectFigures(report, told);
      const markdown = await (await read(id, "text/markdown", workspace.token)).text();
      expectDocument(markdown, told);
    }
  }, 300_000);
});

function expectFigures(report: SessionReport, told: Told): void {
  expect(shownFigures(report.metrics)).toEqual(figuresOf(told.usage));
  expect(report.activeMs).toBe(activeMsOf(told.usage));
  const moments = told.usage.map((item) => item.occurredAt);
  const span = [Math.min(...moments), Math.max(...moments)] as const;
  expect([report.startedAt, report.endedAt].map((at) => Date.parse(at ?? ""))).toEqual(span);
  expect(report.durationMs).toBe(span[1] - span[0]);
  if (told.title) expect(report.title).toBe(told.title);

  const shownModels = report.byModel.map((one) => [one.model, shownFigures(one)] as const);
  const toldModels = [...told.models].map(([model, usage]) => [model, figuresOf(usage)] as const);
  expect(new Map(shownModels)).toEqual(new Map(toldModels));
  const shownRuns = report.byRun
    .filter(({ events }) => events > 0)
    .map((run) => [run.id, shownFigures(run)] as const);
  const toldRuns = [...told.runs].map(([run, usage]) => [run, figuresOf(usage)] as const);
  expect(new Map(shownRuns)).toEqual(new Map(toldRuns));
}

function expectDocument(markdown: string, { usage }: Told): void {
  const { tokens } = figuresOf(usage);
  expect(markdown).toContain(`${tokens.toLocaleString("en-US")} |`);
  const unknown = /\| (?:Files changed|Lines added|Lines removed|Commits) \| unknown \|/g;
  expect(markdown.match(unknown)).toHaveLength(4);
  expect(markdown).not.toMatch(/^## (?:Tasks|Git|Key|Next)/m);
  expect(markdown).not.toContain("/Users/");
}
