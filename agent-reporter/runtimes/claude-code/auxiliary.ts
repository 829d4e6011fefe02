import type { UsageItem } from "#contract/ingest.ts";
import type { ClaudeFile, MessageHolders } from "./credit.ts";
import type { CostState, ModelTotals } from "./records.ts";

const countKeys = ["input", "output", "cacheRead", "cacheWrite5m", "cacheWrite1h"] as const;

/** `claude-sonnet-4-5[1m]` is the same model with a longer window. */
const plain = (model: string) => model.replace(/\[1m\]$/, "");

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
  const inherited = inheritedState(main, holders);
  const own = ownTotals(session, holders);
  return Object.entries(last.models).flatMap(([name, totals]) => {
    const model = plain(name);
    const lines = own.get(model);
    const left = remainder(totals, [inherited?.models[name], lines?.totals]);
    // A surplus of output belongs to the lines whose final count is not known first.
    if (lines?.hasLowerBound) left.output = 0;
    if (countKeys.every((key) => left[key] === 0)) return [];
    return [{ ...itemOf(main, last, model), ...left }];
  });
}

function remainder(totals: ModelTotals, less: (ModelTotals | undefined)[]): ModelTotals {
  const left = { ...totals };
  for (const key of [...countKeys, "webSearches"] as const) {
    for (const part of less) left[key] -= part?.[key] ?? 0;
    left[key] = Math.max(0, left[key]);
  }
  return left;
}

/** A fork goes on counting from where its parent stood when it began. */
function inheritedState(main: ClaudeFile, holders: MessageHolders): CostState | undefined {
  for (const key of main.records.messages.keys()) {
    const credited = holders.credit(key)?.file;
    if (!credited || credited === main || credited.run.parent !== null) continue;
    const parents = holders.sharers(key).filter((file) => isParent(file, main));
    const states = (parents.length > 0 ? parents : [credited]).flatMap((file) =>
      file.records.costStates.filter((state) => state.at <= main.beganAt),
    );
    return states.toSorted((a, b) => a.at - b.at).at(-1);
  }
  return undefined;
}

/** All that it had said by then is in the fork too, which tells it from another fork of the same parent. */
function isParent(file: ClaudeFile, fork: ClaudeFile): boolean {
  if (file === fork || file.run.parent !== null) return false;
  const { messages } = file.records;
  return [...messages.values()].every(
    ({ key, at, isEcho }) => isEcho || at >= fork.beganAt || fork.records.messages.has(key),
  );
}

type Own = { totals: ModelTotals; hasLowerBound: boolean };

function ownTotals(session: ClaudeFile[], holders: MessageHolders): Map<string, Own> {
  const byModel = new Map<string, Own>();
  for (const file of session) {
    for (const key of file.records.messages.keys()) {
      const credited = holders.credit(key);
      if (!credited || credited.file !== file) continue;
      const { message } = credited;
      const model = plain(message.model ?? "");
      const own = byModel.get(model) ?? { totals: nothing(), hasLowerBound: false };
      for (const count of countKeys) own.totals[count] += message[count];
      own.totals.webSearches += message.webSearches;
      own.hasLowerBound ||= !message.isFinal;
      byModel.set(model, own);
    }
  }
  return byModel;
}

const nothing = (): ModelTotals => ({
  input: 0,
  output: 0,
  cacheRead: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  webSearches: 0,
});

const itemOf = (main: ClaudeFile, { at }: CostState, model: string): UsageItem => ({
  type: "usage",
  key: `claude-code:auxiliary:${main.run.id}:${model}`,
  runtime: "claude-code",
  runId: main.run.id,
  occurredAt: at,
  model,
  ...nothing(),
  reasoning: 0,
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
