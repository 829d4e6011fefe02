import { countOf, isObject, listOf, objectOf, textOf } from "../json-values.ts";
import { idOf, timeOf } from "../plain/log-values.ts";

export type Facts = Record<string, unknown>;

/** A message of a thread, by the id that requests are named by. */
export type Message = { message: Facts; id: string; at: number };

/** Messages with their times: one that has none is as old as what stands before it. */
export function datedMessages(thread: Facts, begin: number): Message[] {
  const messages: Message[] = [];
  let at = begin;
  for (const [index, message] of listOf(thread["messages"]).entries()) {
    if (!isObject(message)) continue;
    const sent = objectOf(message["meta"])["sentAt"];
    at = timeOf(objectOf(message["usage"])["timestamp"]) ?? timeOf(sent) ?? at;
    const id = messageIdOf(message["messageId"]) ?? `${index}`;
    messages.push({ message, id, at });
  }
  return messages;
}

const messageIdOf = (value: unknown) =>
  typeof value === "number" && Number.isSafeInteger(value) ? `${value}` : idOf(value);

export type Request = {
  id: string;
  at: number;
  model: string | null;
  tokens: Facts;
  credits: unknown;
};

/** What the ledger lists, completed by the messages' own counts; a message of which it says nothing counts by itself. */
export function requestsOf(thread: Facts, messages: Message[], begin: number): Request[] {
  const counted = messages.filter(({ message }) => isObject(message["usage"])).map(countedBy);
  const events = listOf(objectOf(thread["usageLedger"])["events"]).filter(isObject);
  const named = new Set(events.map((event) => messageIdOf(event["toMessageId"])));
  const used = new Set<string>();
  const listed = events.map((event, index) => {
    const message = takeMessageOf(event, counted, named);
    const to = messageIdOf(event["toMessageId"]);
    // Newer versions name the same request by its message, of which several may be told.
    const names = [message?.id, to, idOf(event["id"]), `event-${index}`];
    const id = names.find((name) => name && !used.has(name)) ?? `event-${index}`;
    used.add(id);
    return listedBy(event, message, { id, begin });
  });
  return [...listed, ...counted].filter(({ tokens }) => isCounted(tokens));
}

/** The message that an event counts is found by its id, else by its counts. */
function takeMessageOf(event: Facts, counted: Request[], named: Set<string | null>) {
  const to = messageIdOf(event["toMessageId"]);
  const at = counted.findIndex((one) =>
    to === null ? !named.has(one.id) && isSame(one, event) : one.id === to,
  );
  return at < 0 ? undefined : counted.splice(at, 1)[0];
}

function listedBy(
  event: Facts,
  message: Request | undefined,
  { id, begin }: { id: string; begin: number },
): Request {
  const tokens = objectOf(event["tokens"]);
  const times = [timeOf(message?.tokens["timestamp"]), timeOf(event["timestamp"])];
  return {
    id,
    at: times.find((time) => time !== null) ?? message?.at ?? begin,
    model: textOf(event["model"]) ?? message?.model ?? null,
    tokens: { ...cachesOf(message), inputTokens: tokens["input"], ...renamed(tokens) },
    credits: event["credits"] ?? message?.credits,
  };
}

function countedBy({ message, id, at }: Message): Request {
  const usage = objectOf(message["usage"]);
  const model = textOf(usage["model"]) ?? textOf(message["model"]);
  return { id, at, model, tokens: usage, credits: usage["credits"] };
}

/** Caches stand beside the message where the ledger has none. */
function cachesOf(message: Request | undefined): Facts {
  const { cacheReadInputTokens, cacheCreationInputTokens } = message?.tokens ?? {};
  return { cacheReadInputTokens, cacheCreationInputTokens };
}

/** The ledger's counts under the messages' names. */
function renamed({ output, cacheReadInputTokens: read, cacheCreationInputTokens: write }: Facts) {
  return {
    outputTokens: output,
    ...(read === undefined ? {} : { cacheReadInputTokens: read }),
    ...(write === undefined ? {} : { cacheCreationInputTokens: write }),
  };
}

function isSame({ model, tokens }: Request, event: Facts): boolean {
  const { input, output } = objectOf(event["tokens"]);
  return (
    model === event["model"] &&
    countOf(tokens["inputTokens"]) === countOf(input) &&
    countOf(tokens["outputTokens"]) === countOf(output)
  );
}

const countNames = [
  "inputTokens",
  "outputTokens",
  "cacheReadInputTokens",
  "cacheCreationInputTokens",
];

const isCounted = (tokens: Facts) => countNames.some((name) => countOf(tokens[name]) > 0);

/** Disjoint buckets of a request. */
export function bucketsOf(tokens: Facts, model: string | null) {
  const [input = 0, output = 0, read = 0, written = 0] = countNames.map((name) =>
    countOf(tokens[name]),
  );
  // A total that is the input alone says that the input holds the rest.
  const isInclusive = input >= read + written && countOf(tokens["totalInputTokens"]) === input;
  const plain = isInclusive ? input - read - written : input;
  // These models have no price for writing: what is called so is read for the first time.
  const isFree = model?.startsWith("gpt-") === true;
  return {
    input: isFree ? plain + written : plain,
    output,
    cacheRead: read,
    cacheWrite5m: isFree ? 0 : written,
    cacheWrite1h: 0,
  };
}
