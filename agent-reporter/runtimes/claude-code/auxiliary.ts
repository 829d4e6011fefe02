import type { UsageItem } from "#contract/ingest.ts";
import type { ClaudeFile, MessageHolders } from "./credit.ts";
import { forkParent, inheritedTotals } from "./fork-parent.ts";
import type { CostState, MessageRecord, ModelTotals } from "./records.ts";

const countKeys = ["input", "output", "cacheRead", "cacheWrite5m", "cacheWrite1h"] as const;

const everyKey = [...countKeys, "webSearches"] as const;

/**
 * What a session used beyond its message lines: compactions, titles. The agent's own last totals, less those that a
 * fork began with, less the session's lines with its sub-agents'. One event for each model.
 */
export function auxiliaryItems(
  main: ClaudeFile,
  session: ClaudeFile[],
  holders: MessageHolders,
): UsageItem[] {
  const last = main.records.costStates.at(-1);
  if (!last) return [];
  const parent = forkParent(main, holders);
  const inherited = byPlainModel(parent ? inheritedTotals(main, parent) : undefined);
  const until = resumedAt(main, last);
  const own = ownTotals({ main, session, parent, holders, until });
  return [...byPlainModel(last)].flatMap(([model, totals]) => {
    const lines = own.get(model);
    const left = remainder(totals, [inherited.get(model), lines?.totals]);
    // A surplus of output belongs to the lines whose final count is not known first.
    if (lines?.hasLowerBound) left.output = 0;
    if (countKeys.every((key) => left[key] === 0)) return [];
    return [itemOf(main, { at: last.at, model, left })];
  });
}

/** `claude-sonnet-4-5[1m]` is the same model with a longer window. */
const plain = (model: string) => model.replace(/\[1m\]$/, "");

function byPlainModel(state: CostState | undefined): Map<string, ModelTotals> {
  const found = new Map<string, ModelTotals>();
  for (const [name, totals] of Object.entries(state?.models ?? {})) {
    const sum = found.get(plain(name)) ?? nothing();
    for (const key of everyKey) sum[key] += totals[key];
    sum.tellsKinds &&= totals.tellsKinds;
    found.set(plain(name), sum);
  }
  return found;
}

/** Per count, never below nothing. Where a part does not tell the kinds of cache writes, only their sum compares. */
function remainder(totals: ModelTotals, less: (ModelTotals | undefined)[]): ModelTotals {
  const left = { ...totals };
  for (const part of less) {
    for (const key of everyKey) left[key] -= part?.[key] ?? 0;
    left.tellsKinds &&= part?.tellsKinds ?? true;
  }
  if (!left.tellsKinds) {
    left.cacheWrite5m += left.cacheWrite1h;
    left.cacheWrite1h = 0;
  }
  for (const key of everyKey) left[key] = Math.max(0, left[key]);
  return left;
}

type Family = {
  main: ClaudeFile;
  session: ClaudeFile[];
  parent: ClaudeFile | null;
  holders: MessageHolders;
  /** Lines from this time on are not in the totals. */
  until: number;
};

type Own = { totals: ModelTotals; hasLowerBound: boolean };

/** When the session went on after it had told its totals. Its sub-agents' last lines may come after its own. */
function resumedAt({ records }: ClaudeFile, { at: toldAt }: CostState): number {
  let resumed = Infinity;
  for (const { at, isEcho } of records.messages.values())
    if (!isEcho && at > toldAt) resumed = Math.min(resumed, at);
  return resumed;
}

/** What the session's own lines come to, by model. */
function ownTotals(family: Family): Map<string, Own> {
  const byModel = new Map<string, Own>();
  for (const message of ownMessages(family)) {
    const model = plain(message.model ?? "");
    const own = byModel.get(model) ?? { totals: nothing(), hasLowerBound: false };
    for (const count of countKeys) own.totals[count] += message[count];
    own.totals.webSearches += message.webSearches;
    own.hasLowerBound ||= !message.isFinal;
    byModel.set(model, own);
  }
  return byModel;
}

/** Each message once, without what a fork copied. */
function* ownMessages({ main, session, parent, holders, until }: Family): Generator<MessageRecord> {
  const passed = new Set(parent?.records.messages.keys());
  for (const file of session) {
    for (const key of file.records.messages.keys()) {
      if (passed.has(key)) continue;
      passed.add(key);
      const credited = holders.credit(key);
      const isOwn = file.run.id === main.run.id || credited?.file.run.root === main.run.root;
      if (credited && isOwn && credited.message.at < until) yield credited.message;
    }
  }
}

const nothing = (): ModelTotals => ({
  input: 0,
  output: 0,
  cacheRead: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  webSearches: 0,
  tellsKinds: true,
});

type Left = { at: number; model: string; left: ModelTotals };

const itemOf = (main: ClaudeFile, { at, model, left }: Left): UsageItem => ({
  type: "usage",
  key: `claude-code:auxiliary:${main.run.id}:${model}`,
  runtime: "claude-code",
  runId: main.run.id,
  occurredAt: at,
  model,
  input: left.input,
  output: left.output,
  cacheRead: left.cacheRead,
  cacheWrite5m: left.cacheWrite5m,
  cacheWrite1h: left.cacheWrite1h,
  reasoning: 0,
  webSearches: left.webSearches,
  serviceTier: null,
  speed: null,
  geo: null,
  requestId: null,
  vendorCostNanoUsd: null,
  lowerBound: false,
  auxiliary: true,
  provisional: false,
  credit: { rank: 0, beganAt: main.beganAt },
});
