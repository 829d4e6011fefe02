import { z } from "zod";
import { nanoUsdSum } from "./totals.ts";
import { complexities } from "./vibe-rule.ts";

const model = z.string().trim().min(1).max(200);
const moment = z.iso.datetime();
const person = z.object({ id: z.string(), name: z.string() });

/** VIBE to a thousandth. */
const vibeRate = z.number().min(0).max(1e9).multipleOf(0.001);
/** A decimal number without rounding, `"132000"`. */
const decimal = z.string();

export const complexity = z.enum(complexities);
const multiplier = z.number().min(0.001).max(1_000).multipleOf(0.001);

/** What the workspace's unit of cost is worth, and what work is reckoned at before it is done. */
export const vibeRates = z.object({
  /** Actual costs are dollars divided by this. */
  usdPerVibe: z.number().min(0.000001).max(1_000).multipleOf(0.000001),
  /** A model that is not on the card has its price in dollars, as VIBE, times this. */
  markup: z.number().min(0).max(1_000).multipleOf(0.001),
  models: z
    .array(z.object({ model, inputPerMillion: vibeRate, outputPerMillion: vibeRate }))
    .max(200)
    .refine((models) => new Set(models.map((one) => one.model)).size === models.length, {
      message: "name a model twice",
    }),
  image: vibeRate,
  search: vibeRate,
  multipliers: z.object({
    simple: multiplier,
    medium: multiplier,
    complex: multiplier,
    architecture: multiplier,
  }),
  /** Screens show VIBE where they would show dollars. */
  isShown: z.boolean(),
});

/** All rates: they are replaced as a whole. `revision` is the one that was read. */
export const vibeRatesInput = z.object({ revision: z.int().min(0), rates: vibeRates });

export const vibeRateBook = z.object({
  /** 0 where the defaults hold. */
  revision: z.int(),
  rates: vibeRates,
});

/** What was changed, with the rates before and after. */
export const vibeAudit = z.object({
  items: z.array(
    z.object({
      at: moment,
      by: person.nullable(),
      revision: z.int(),
      before: vibeRates,
      after: vibeRates,
    }),
  ),
  nextCursor: z.string().nullable(),
});
export const vibeAuditQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.coerce.number().int().min(1).optional(),
});

const count = (most: number) => z.int().min(0).max(most);

export const estimateInput = z.object({
  models: z
    .array(z.object({ model, input: count(1e12).default(0), output: count(1e12).default(0) }))
    .max(50)
    .default([]),
  images: count(1e6).default(0),
  searches: count(1e6).default(0),
  complexity: complexity.default("simple"),
});

/** `base` is what the work's tokens, images and searches come to, `total` that times its complexity. */
export const estimate = z.object({
  ratesRevision: z.int(),
  models: z.array(
    z.object({
      model: z.string(),
      /** From the card, or the model's price times the markup. */
      source: z.enum(["card", "price"]),
      inputPerMillion: z.number(),
      outputPerMillion: z.number(),
      vibe: decimal,
    }),
  ),
  images: decimal,
  searches: decimal,
  base: decimal,
  multiplier: z.number(),
  total: decimal,
  /** The total in whole VIBE: what a session's estimate is set to. */
  totalVibe: z.int(),
  costNanoUsd: nanoUsdSum,
  costUsd: z.string(),
});

/** What a session's work for a task came to. It follows from the usage ledger, and is nowhere else. */
export const vibeTransaction = z.object({
  session: z.object({ id: z.string(), title: z.string() }),
  /** Null: not of any task. */
  task: z.object({ id: z.string() }).nullable(),
  /** Of the session. */
  startedAt: moment,
  lastActivityAt: moment,
  /** Null where no response has a price. */
  vibe: decimal.nullable(),
  costNanoUsd: nanoUsdSum,
  costUsd: z.string(),
  tokens: z.int(),
  events: z.int(),
  unpricedEvents: z.int(),
});

export const vibeTransactions = z.object({
  usdPerVibe: z.number(),
  /** Those of a session stand together, the most expensive first. */
  items: z.array(vibeTransaction),
  nextCursor: z.string().nullable(),
});

/** Whole VIBE; null takes the estimate away. */
export const sessionEstimateInput = z.object({
  estimateVibe: z.int().min(0).max(1e12).nullable(),
});

export type VibeRateBook = z.infer<typeof vibeRateBook>;
export type VibeRatesInput = z.infer<typeof vibeRatesInput>;
export type VibeAudit = z.infer<typeof vibeAudit>;
export type EstimateInput = z.infer<typeof estimateInput>;
export type Estimate = z.infer<typeof estimate>;
export type VibeTransaction = z.infer<typeof vibeTransaction>;
export type VibeTransactions = z.infer<typeof vibeTransactions>;
export type SessionEstimateInput = z.infer<typeof sessionEstimateInput>;
