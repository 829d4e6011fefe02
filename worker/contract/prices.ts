import { z } from "zod";
import { nanoUsdSum } from "./totals.ts";

const model = z.string().trim().min(1).max(200);

/** Dollars for a million tokens, to a millionth of a dollar. */
const usdPerMillion = z.number().min(0).max(100_000).multipleOf(0.000001);

/** What each bucket of tokens costs, in dollars per million. */
export const bucketPrices = z.object({
  input: usdPerMillion,
  output: usdPerMillion,
  cacheRead: usdPerMillion,
  cacheWrite5m: usdPerMillion,
  cacheWrite1h: usdPerMillion,
});

/** A model that is priced as another one, which the price table or an override knows. */
export const priceAlias = z.object({ model, knownModel: model });

/** What a workspace pays for a model from a day (UTC) on, until its next override begins. */
export const priceOverride = z.object({ model, from: z.iso.date(), usdPerMillion: bucketPrices });

/** All of a workspace's own prices: what is left out is removed. */
export const priceBookInput = z
  .object({
    /** The one that was read: of two people who change prices at once, one is refused. */
    revision: z.int().min(0),
    aliases: z.array(priceAlias).max(200),
    overrides: z.array(priceOverride).max(500),
  })
  .refine(({ aliases }) => isUnique(aliases.map((one) => one.model)), {
    path: ["aliases"],
    message: "name a model twice",
  })
  .refine(({ overrides }) => isUnique(overrides.map((one) => `${one.from} ${one.model}`)), {
    path: ["overrides"],
    message: "name a model twice from the same day on",
  });

const moment = z.iso.datetime();
const person = z.object({ id: z.string(), name: z.string() });

/** Money beside the same as decimal dollars. */
const money = { costNanoUsd: nanoUsdSum, costUsd: z.string() };

/** Where a price comes from: the price table, the table by an alias, or the workspace's own. */
export const priceSource = z.enum(["table", "alias", "override"]);

export const modelPrice = z.object({
  source: priceSource,
  /** What is stored beside the costs that are made with it. */
  version: z.string(),
  /** Whose price it is, where the model is an alias. */
  knownModel: z.string().nullable(),
  usdPerMillion: bucketPrices,
  /** Requests whose input is longer than `above` tokens pay these as a whole. */
  longContext: z.object({ above: z.int(), usdPerMillion: bucketPrices }).nullable(),
});

/** A model as its runtimes name it, with what it came to and its price today; null where it has none. */
export const pricedModel = z.object({
  /** Null where the logs do not tell. */
  model: z.string().nullable(),
  runtimes: z.array(z.string()),
  events: z.int(),
  tokens: z.int(),
  /** Events whose cost is not known: they are in no sum of money. */
  unpricedEvents: z.int(),
  ...money,
  price: modelPrice.nullable(),
});

const figures = {
  /** Events whose cost is (or would be) another one. */
  changedEvents: z.int(),
  beforeNanoUsd: nanoUsdSum,
  beforeUsd: z.string(),
  afterNanoUsd: nanoUsdSum,
  afterUsd: z.string(),
  /** Of those, how many were without a price, and how many are. */
  unpricedBefore: z.int(),
  unpricedAfter: z.int(),
};

/** A pass over all events with the present prices; a dry run changes nothing. */
export const repricing = z.object({
  id: z.string(),
  mode: z.enum(["dry-run", "apply"]),
  /** `stopped`: prices changed meanwhile. What it had changed by then is right and stays. */
  status: z.enum(["running", "done", "stopped"]),
  /** Of the workspace's own prices: a dry run of an earlier one is of no use. */
  revision: z.int(),
  by: person.nullable(),
  startedAt: moment,
  finishedAt: moment.nullable(),
  /** How many events there were at its start, and how many were looked at. */
  eventsTotal: z.int(),
  eventsSeen: z.int(),
  ...figures,
  byModel: z.array(z.object({ model: z.string().nullable(), ...figures })),
});

export const repriceInput = z.object({
  /** A finished dry run, whose figures somebody saw. Without it, a dry run begins. */
  dryRunId: z.string().max(60).optional(),
});

export const priceList = z.object({
  revision: z.int(),
  /** Which price data is the base. */
  tableVersion: z.string(),
  /** Without a price first, then the most expensive. */
  items: z.array(pricedModel),
  aliases: z.array(priceAlias),
  overrides: z.array(priceOverride),
  /** The latest pass over past events, so that its progress is found again. */
  repricing: repricing.nullable(),
});

export const knownModelsQuery = z.object({ q: z.string().trim().max(100).default("") });
export const knownModelList = z.object({
  items: z.array(
    z.object({ model: z.string(), provider: z.string(), usdPerMillion: bucketPrices }),
  ),
});

const priceChange = z.object({
  /** `from` is null for an alias. */
  model: z.string(),
  from: z.string().nullable(),
  before: z.union([bucketPrices, z.string()]).nullable(),
  after: z.union([bucketPrices, z.string()]).nullable(),
});

/** What changed, when and by whom: prices, or costs of past events. */
export const priceAuditEntry = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("prices"),
    at: moment,
    by: person.nullable(),
    revision: z.int(),
    changes: z.array(priceChange),
  }),
  z.object({
    type: z.literal("reprice"),
    at: moment,
    by: person.nullable(),
    repricing,
  }),
]);
export const priceAuditQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().max(200).optional(),
});
export const priceAudit = z.object({
  items: z.array(priceAuditEntry),
  nextCursor: z.string().nullable(),
});

const isUnique = (names: string[]) => new Set(names).size === names.length;

export type BucketPrices = z.infer<typeof bucketPrices>;
export type PriceAlias = z.infer<typeof priceAlias>;
export type PriceOverride = z.infer<typeof priceOverride>;
export type PriceBookInput = z.infer<typeof priceBookInput>;
export type ModelPrice = z.infer<typeof modelPrice>;
export type PricedModel = z.infer<typeof pricedModel>;
export type PriceList = z.infer<typeof priceList>;
export type Repricing = z.infer<typeof repricing>;
export type RepriceInput = z.infer<typeof repriceInput>;
export type KnownModelList = z.infer<typeof knownModelList>;
export type PriceChange = z.infer<typeof priceChange>;
export type PriceAuditEntry = z.infer<typeof priceAuditEntry>;
export type PriceAudit = z.infer<typeof priceAudit>;
