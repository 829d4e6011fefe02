import {
  columnsOf,
  type FileDigest,
  figuresAt,
  timeAt,
  type UsageFigures,
} from "../../library/file-digest.ts";
import { type ClaudeFile, MessageHolders, never } from "./credit.ts";
import { type ClaudeRecords, type MessageRecord, newClaudeRecords, runOf } from "./records.ts";

const marks = ["isFinal", "isSidechain", "isEcho", "isCopy"] as const;

/** A file's responses as they count where no other file has one of them; its totals are compared with its session's. */
export function digestOf(records: ClaudeRecords): FileDigest {
  const { id, root, parent } = runOf(records);
  const events = [...records.messages.values()].map((message) => ({
    key: message.key,
    occurredAt: message.at,
    model: message.model,
    input: message.input,
    output: message.output,
    cacheRead: message.cacheRead,
    cacheWrite5m: message.cacheWrite5m,
    cacheWrite1h: message.cacheWrite1h,
    reasoning: message.reasoning,
    webSearches: message.webSearches,
    serviceTier: message.serviceTier,
    speed: message.speed,
    geo: message.geo,
    lowerBound: !message.isFinal,
    marks: marks.reduce((bits, mark, at) => bits + (message[mark] ? 2 ** at : 0), 0),
  }));
  return {
    runId: id,
    rootRunId: root,
    isRoot: parent === null,
    cwd: records.cwd,
    lastAt: records.lastAt ?? 0,
    standsAlone: records.costStates.length === 0,
    ...columnsOf(events),
  };
}

type Digested = { path: string; digest: FileDigest };

/** The responses that several files hold, each once, with the file whose it is. `files`: all that hold one of them. */
export function* creditShared<F extends Digested>(
  files: F[],
  shared: ReadonlySet<number>,
): Generator<{ file: F; figures: UsageFigures }> {
  const holders = new MessageHolders();
  const found = new Map<ClaudeFile, F>();
  for (const file of files) {
    const made = fileOf(file, shared);
    found.set(made, file);
    for (const key of made.records.messages.keys()) holders.add(key, made);
  }
  for (const file of found.keys()) file.beganAt = holders.beganAt(file);
  for (const key of shared) {
    const credit = holders.credit(`${key}`);
    const file = credit && found.get(credit.file);
    if (!file) continue;
    const { at, isFinal, ...figures } = credit.message;
    const fixed = { runtime: "claude-code", auxiliary: false };
    yield { file, figures: { ...figures, ...fixed, occurredAt: at, lowerBound: !isFinal } };
  }
}

/** What decides whose a response is: the shared ones, and the first that is the file's alone. */
function fileOf({ path, digest }: Digested, shared: ReadonlySet<number>): ClaudeFile {
  const records = newClaudeRecords(path);
  records.lastAt = digest.lastAt;
  let first: MessageRecord | null = null;
  for (let place = 0; place < digest.keys.length; place++) {
    const isShared = shared.has(digest.keys[place] ?? 0);
    if (!isShared && first && timeAt(digest, place) >= first.at) continue;
    const message = messageAt(digest, place);
    if (isShared) records.messages.set(message.key, message);
    else if (!message.isEcho) first = message;
  }
  if (first) records.messages.set(first.key, first);
  const { runId: id, rootRunId: root, isRoot } = digest;
  return { path, records, run: { id, root, parent: isRoot ? null : root }, beganAt: never };
}

function messageAt(digest: FileDigest, place: number): MessageRecord {
  const found = figuresAt(digest, place, "claude-code");
  const has = (mark: (typeof marks)[number]) => ((found.marks >> marks.indexOf(mark)) & 1) === 1;
  return {
    ...found,
    key: `${digest.keys[place]}`,
    at: found.occurredAt,
    requestId: null,
    vendorCostNanoUsd: null,
    isFinal: has("isFinal"),
    isSidechain: has("isSidechain"),
    isEcho: has("isEcho"),
    isCopy: has("isCopy"),
  };
}
