import { rateCardFor } from "#contract/pricing.ts";
import type { CommandIo } from "../output/command-io.ts";
import { openLogs } from "../commands/open-logs.ts";
import { placesOf } from "../costs/add-up.ts";
import { pricerOf } from "../costs/rate-cards.ts";
import { directoryDescriber } from "../git/describe-directory.ts";
import { agentRoots, listLogs } from "../library/list-logs.ts";
import { takeUpFacts } from "./agent-states.ts";

/** What the agent that `stint run` started came to. */
export type RunCost = {
  sessions: number;
  responses: number;
  tokens: number;
  nanoUsd: number;
  /** Some responses have no known price, or no final count. */
  isAtLeast: boolean;
  /** True where the agent's hooks said which sessions are its; else all of the project meanwhile are counted. */
  isByHooks: boolean;
};

type Asked = { folder: string; run: string; cwd: string; since: number };

/** Adds up what the run's sessions used since it began. Only logs that were written since are read. */
export async function costOfRun(
  io: CommandIo,
  { folder, run, cwd, since }: Asked,
): Promise<RunCost> {
  const own = new Set(
    takeUpFacts(folder)
      .filter(({ under }) => under === run)
      .map(({ runtime, session }) => `${runtime} ${session}`),
  );
  const isByHooks = own.size > 0;
  const { project } = await directoryDescriber(io.env, folder).describe(cwd);
  const cost = { responses: 0, tokens: 0, nanoUsd: 0, isAtLeast: false, isByHooks };
  const sessions = new Set<string>();
  const price = pricerOf(rateCardFor);
  for (const { item, session, project: name } of await usageSince(io, folder, since)) {
    const key = `${item.runtime} ${session}`;
    const isOwn = isByHooks ? own.has(key) : name !== null && name === project?.name;
    if (item.occurredAt < since || !isOwn) continue;
    const nanoUsd = price(item);
    sessions.add(key);
    cost.responses += 1;
    cost.tokens +=
      item.input + item.output + item.cacheRead + item.cacheWrite5m + item.cacheWrite1h;
    cost.nanoUsd += nanoUsd ?? 0;
    cost.isAtLeast ||= nanoUsd === null || item.lowerBound;
  }
  return { sessions: sessions.size, ...cost };
}

async function usageSince(io: CommandIo, folder: string, since: number) {
  const seen = [...(listLogs(agentRoots(io.env)) ?? [])];
  const written = seen.filter(([, { signature }]) => changedAt(signature) >= since - 1_000);
  const only = new Set(written.map(([file]) => file));
  const { library, save } = await openLogs(io, { folder, readFor: "usage", only });
  await library.refresh();
  const usage = [...placesOf(library.items())];
  await save();
  return usage;
}

/** Of a log, or of what stands beside a database. */
const changedAt = (signature: string) =>
  Math.max(...signature.split(" ").map((one) => Number(one.split(":")[2] ?? 0)));
