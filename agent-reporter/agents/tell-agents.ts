import { heartbeatMs } from "#contract/agent-times.ts";
import type { IngestItem } from "#contract/ingest.ts";
import { readAgentStates } from "../beside/agent-states.ts";
import { callServer } from "../config/call-server.ts";
import type { ServerAccess } from "../config/server-access.ts";
import { AgentBeats, newsOf } from "./agent-beats.ts";

/** States that only time changes are looked for this often. */
const lookEveryMs = 5_000;
/** A change waits as long for others. */
const gatherMs = 250;
const timeoutMs = 10_000;
/** A server that does not know agents is asked again after this. */
const unknownMs = 10 * 60_000;

export type AgentTeller = {
  /** What the logs' reading brought. */
  take(items: Iterable<IngestItem>): void;
  /** A hook told something. */
  look(): void;
  stop(): void;
};

type Options = { access: ServerAccess; folder: string; now: () => number };

/**
 * Tells the server how this machine's agents do: soon after a change, else every half minute while there are any. What
 * cannot be sent is not kept, since the next one says the present state anyway.
 */
export function tellAgents({ access, folder, now }: Options): AgentTeller {
  const beats = new AgentBeats();
  let sent = { news: "[]", at: -Infinity };
  let quietUntil = -Infinity;
  let soon: NodeJS.Timeout | undefined;
  let isSending = false;
  const look = async (): Promise<void> => {
    if (isSending || now() < quietUntil) return;
    const beat = beats.beat(readAgentStates(folder), now());
    const news = newsOf(beat);
    const isDue = beat.agents.length > 0 && now() - sent.at >= heartbeatMs;
    if (news === sent.news && !isDue) return;
    isSending = true;
    const status = await send(access, JSON.stringify(beat));
    isSending = false;
    if (status === 204) sent = { news, at: beat.at };
    else quietUntil = now() + (status === 404 ? unknownMs : lookEveryMs);
  };
  const lookSoon = () => {
    soon ??= setTimeout(() => {
      soon = undefined;
      void look();
    }, gatherMs);
  };
  const timer = setInterval(() => void look(), lookEveryMs);
  return {
    take: (items) => {
      beats.take(items, now());
      lookSoon();
    },
    look: lookSoon,
    stop: () => {
      clearInterval(timer);
      clearTimeout(soon);
    },
  };
}

/** Null where no answer came. */
async function send({ url, token }: ServerAccess, body: string): Promise<number | null> {
  try {
    const request = { method: "POST", path: "/api/agents/heartbeat", token, body } as const;
    return (await callServer(url, { ...request, timeoutMs })).status;
  } catch {
    return null;
  }
}
