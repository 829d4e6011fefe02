import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { PriceBookInput, Repricing } from "#contract/prices.ts";
import { aRunItem, aUsageItem } from "#test/support/items.ts";
import { aReporter } from "#test/support/worker/a-reporter.ts";
import { prices, setPrices } from "#test/support/worker/own-prices.ts";
import { readLedger } from "#test/support/worker/read-ledger.ts";
import { comparable, expectNoDrift, models, stalled } from "#test/support/worker/repriced.ts";
import { Killed, type Shake, shaken } from "#test/support/worker/shaken.ts";
import { aLogsRequest, anApiRequest, startedAt } from "#test/support/worker/telemetry.ts";
import { openDatabase } from "#worker/db/client.ts";
import { pricedEvent } from "#worker/domain/price-events.ts";
import { AppError } from "#worker/errors.ts";
import type { OperationContext } from "#worker/operations/context.ts";
import { listPriceAudit } from "#worker/operations/prices/list-price-audit.ts";
import { readPriceBook } from "#worker/operations/prices/read-price-book.ts";
import { getRepricing } from "#worker/operations/prices/read-repricings.ts";
import { repriceEvents } from "#worker/operations/prices/reprice-events.ts";
import { startRepricing } from "#worker/operations/prices/start-repricing.ts";

const run = aRunItem({ runId: "session", startedAt });
const moments = Array.from({ length: 18 }, (_, nth) => startedAt + nth * 600_000);
const items = moments.map((occurredAt, nth) =>
  aUsageItem({
    key: `claude-code:msg_${nth}`,
    runId: "session",
    requestId: `req_${nth}`,
    model: models[nth % 3] ?? null,
    occurredAt,
    output: nth,
  }),
);
/** The same responses as telemetry tells them. */
const records = moments.map((at, nth) =>
  anApiRequest({ request_id: `req_${nth}`, model: models[nth % 3] ?? "", output_tokens: nth }, at),
);
const alias = { model: "other-model", knownModel: "claude-haiku-4-5" };
const override = (model: string, output: number) => ({
  model,
  from: "2026-06-01",
  usdPerMillion: prices({ output }),
});
const books: Partial<PriceBookInput>[] = [
  {},
  { aliases: [alias], overrides: [override("our-model", 2), override("claude-opus-4-6", 3)] },
  { aliases: [{ ...alias, model: "our-model" }], overrides: [override("other-model", 0.5)] },
];

const nth = fc.nat(items.length - 1);
const upload = fc.oneof(
  fc.record({ do: fc.constant("log" as const), nth, grown: fc.nat(3) }),
  fc.record({ do: fc.constant("telemetry" as const), nth }),
);
type Upload = typeof upload extends fc.Arbitrary<infer T> ? T : never;
const step = fc.record({ do: fc.constant("step" as const), size: fc.integer({ min: 2, max: 6 }) });
const start = fc.oneof(
  fc.record({ do: fc.constant("prices" as const), book: fc.nat(books.length - 1) }),
  fc.record({ do: fc.constant("dry run" as const) }),
  fc.record({ do: fc.constant("apply" as const) }),
);
type Action = typeof upload | typeof step | typeof start extends fc.Arbitrary<infer T> ? T : never;

const killed = fc.option(fc.constantFrom("before" as const, "after" as const), { freq: 3 });

/** What is done, what is done in its middle, and where it is killed: those of a row at once, the rows in turn. */
const rowsOf = (action: fc.Arbitrary<Action>, maxLength: number) =>
  fc.array(
    fc.array(fc.record({ action, meanwhile: fc.option(action, { freq: 2 }), killed }), {
      minLength: 1,
      maxLength: 3,
    }),
    { minLength: 1, maxLength },
  );
type Rows = typeof rowsOf extends (...args: never[]) => fc.Arbitrary<infer T> ? T : never;

const history = fc.record({
  wild: rowsOf(fc.oneof(upload, step, step, start), 6),
  /** Beside the last pass: prices stay, and nothing else prices past events. */
  beside: rowsOf(fc.oneof(upload, step), 5),
  late: fc.array(upload, { minLength: 1, maxLength: 3 }),
});

/** A workspace to which all of that happens. */
function aShakenWorkspace() {
  const reporter = aReporter();
  const ctx: OperationContext = { ...reporter.ctx, env: stalled };
  const dryRuns: string[] = [];
  const applied: string[] = [];
  const grownBy = new Map<number, number>();
  const shakenCtx = (shake: Shake) => ({ ...ctx, db: openDatabase({ DB: shaken(shake) }) });
  const sender = (shake: Shake) => {
    const one = aReporter({ workspaceId: reporter.workspaceId });
    one.ctx.db = shakenCtx(shake).db;
    return one;
  };
  const send = (one: Upload, shake: Shake) => {
    if (one.do === "telemetry") {
      return sender(shake).exportLogs(aLogsRequest(...records.slice(one.nth, one.nth + 2)));
    }
    grownBy.set(one.nth, Math.max(one.grown, grownBy.get(one.nth) ?? 0));
    return sender(shake).upload([run, grownItem(one.nth, one.grown)]);
  };
  const begin = async (dryRunId: string | undefined, shake: Shake) => {
    const { id } = await startRepricing(shakenCtx(shake), dryRunId ? { dryRunId } : {});
    (dryRunId ? applied : dryRuns).push(id);
  };
  const doIt = async (one: Action, shake: Shake = {}): Promise<unknown> => {
    if (one.do === "prices") return setPrices(shakenCtx(shake), books[one.book] ?? {});
    if (one.do === "step") return repriceEvents(shakenCtx(shake), { chunks: 2, size: one.size });
    if (one.do === "dry run") return begin(undefined, shake);
    if (one.do === "apply") return begin(dryRuns.at(-1) ?? "none", shake);
    return send(one, shake);
  };
  const shakeAll = async (rows: Rows) => {
    for (const row of rows) {
      await Promise.all(
        row.map(({ action, meanwhile, killed: end }) =>
          orRefused(
            doIt(action, {
              killed: end,
              meanwhile: () => (meanwhile ? orRefused(doIt(meanwhile)) : Promise.resolve()),
            }),
          ),
        ),
      );
      await expectNoDrift();
    }
  };
  /** By two at once, of whom one is killed, each other time before it wrote. */
  const finish = async (id: string): Promise<Repricing> => {
    for (let time = 0; (await getRepricing(ctx, id)).status === "running"; time++) {
      const end = time % 2 === 0 ? "before" : "after";
      const other = { meanwhile: () => repriceEvents(ctx, { chunks: 1, size: 5 }) };
      await Promise.all([
        orRefused(repriceEvents(shakenCtx({ killed: end }), { chunks: 1, size: 5 })),
        repriceEvents(shakenCtx(other), { chunks: 1, size: 5 }),
      ]);
    }
    return getRepricing(ctx, id);
  };
  const allItems = () => items.map((_, at) => grownItem(at, grownBy.get(at) ?? 0));
  return { reporter, ctx, applied, finish, doIt, shakeAll, allItems };
}

function grownItem(at: number, grown: number) {
  const item = items[at];
  if (!item) throw new Error("There is no such item.");
  return { ...item, output: item.output + grown };
}

/** Refusals are answers, and whoever is killed says nothing. */
const orRefused = (work: Promise<unknown>) =>
  work.catch((error: unknown) => {
    if (!(error instanceof Killed) && !(error instanceof AppError)) throw error;
  });

test("whatever meets whatever, costs are in the end what the prices make, once, and on record", async () => {
  await fc.assert(
    fc.asyncProperty(history, async ({ wild, beside, late }) => {
      const workspace = aShakenWorkspace();
      const { reporter, ctx, applied, finish, doIt, shakeAll } = workspace;
      const { workspaceId } = reporter;
      await reporter.upload([run, ...items.slice(0, 12)]);
      await doIt({ do: "prices", book: 2 });
      await finish((await startRepricing(ctx, {})).id);
      await shakeAll(wild);

      // Uploads that read other prices than those that hold when they write.
      for (const [at, one] of late.entries()) {
        const change = () => setPrices(ctx, books[at === late.length - 1 ? 1 : 2] ?? {});
        await doIt(one, { meanwhile: change });
      }
      await setPrices(ctx, books[1] ?? {});
      const before = await readLedger(workspaceId);
      const told = await finish((await startRepricing(ctx, {})).id);
      expect(await readLedger(workspaceId)).toEqual(before);
      expect(told).toMatchObject(await differences(ctx, before.events));

      const { id } = await startRepricing(ctx, { dryRunId: told.id });
      await shakeAll(beside);
      expect((await finish(id)).status).toBe("done");
      // What was killed is sent again.
      await reporter.upload([run, ...workspace.allItems()]);
      await reporter.exportLogs(aLogsRequest(...records));

      const { events } = await readLedger(workspaceId);
      expect(events).toHaveLength(items.length);
      expect(await differences(ctx, events)).toMatchObject({ changedEvents: 0 });
      await expectNoDrift();
      expect(await comparable(workspaceId)).toEqual(await toldAtOnce(workspace.allItems()));
      await expectOneLineEach(ctx, [...applied, id]);
    }),
    { numRuns: 20 },
  );
}, 180_000);

type Event = Awaited<ReturnType<typeof readLedger>>["events"][number];

/** What a pass over these events has to tell. */
async function differences(ctx: OperationContext, events: Event[]) {
  const book = await readPriceBook(ctx);
  const pairs = events
    .map((event) => [event.costNanoUsd, pricedEvent(event, book).costNanoUsd] as const)
    .filter(([was, is]) => was !== is);
  return {
    status: "done",
    eventsSeen: events.length,
    changedEvents: pairs.length,
    beforeNanoUsd: pairs.reduce((sum, [was]) => sum + (was ?? 0), 0),
    afterNanoUsd: pairs.reduce((sum, [, is]) => sum + (is ?? 0), 0),
  };
}

async function expectOneLineEach(ctx: OperationContext, begun: string[]) {
  const audit = await listPriceAudit(ctx, { limit: 100 });
  const passes = audit.items.flatMap((one) => (one.type === "reprice" ? one.repricing : []));
  const ids = passes.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual(expect.arrayContaining(begun));
  for (const { status } of passes) expect(status).not.toBe("running");
}

/** What a ledger holds that had these prices from the beginning. */
async function toldAtOnce(all: typeof items) {
  const fresh = aReporter();
  await setPrices(fresh.ctx, books[1] ?? {});
  await fresh.upload([run, ...all]);
  await fresh.exportLogs(aLogsRequest(...records));
  return comparable(fresh.workspaceId);
}
