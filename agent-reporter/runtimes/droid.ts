import { countOf, isObject, listOf, momentOf, objectOf, textOf, toolKeyOf } from "./json-values.ts";
import { CompletingResolver } from "./plain/completing-resolver.ts";
import { rootFrom } from "./plain/home-root.ts";
import { idOf } from "./plain/log-values.ts";
import { endTool, startTool, type ToolEnd } from "./plain/plain-calls.ts";
import { addRun, newPlainRecords, type PlainRecords } from "./plain/plain-records.ts";
import { PlainResolver } from "./plain/plain-resolver.ts";
import { restateUsage, totalOf } from "./plain/restate.ts";
import type { RuntimeAdapter } from "./runtime-adapter.ts";

const runtime = "droid";

/**
 * Droid: `sessions/**\/<session>.jsonl` has the messages and no counts, `<session>.settings.json` beside it the totals
 * of the session, which grow; below FACTORY_DIR or `~/.factory`. Sub-agents are sessions of their own, with totals of
 * their own: what a parent says it used with them is never counted. Requests that failed stand in neither file.
 */
export const droid: RuntimeAdapter<PlainRecords> = {
  runtime,
  roots: (env) => [rootFrom(env, ["FACTORY_DIR"], ".factory")],
  isTranscript: (relative) => /^sessions\/(?:.+\/)?[^/]+\.(?:jsonl|settings\.json)$/.test(relative),
  formOf: (relative) => (relative.endsWith(".json") ? "document" : "lines"),
  newRecords: (relative) => newPlainRecords(relative),
  // A fork's copies are known by where its lines begin.
  restart: (records) => void delete records.notes["copiedTo"],
  mightMatter: (line) => needles.some((needle) => line.includes(needle)),
  readObject,
  readDocument: (records, document, fallbackAt) =>
    readSettings(records, objectOf(document), fallbackAt),
  holdsUsage: (records) => records.usage.size > 0,
  directoriesOf: ({ runs }) => [...runs.values()].flatMap(({ cwd }) => (cwd === null ? [] : [cwd])),
  newResolver: (options) =>
    new CompletingResolver(new PlainResolver(runtime, options), {
      groupOf: sessionOf,
      complete: completed,
    }),
};

const needles = ['"session_start"', '"timestamp"'].map((text) => Buffer.from(text));

const sessionOf = ({ relative }: PlainRecords) =>
  (relative.split("/").at(-1) ?? relative).replace(/\.(?:jsonl|settings\.json)$/, "").slice(0, 95);

type Facts = Record<string, unknown>;

/** The totals so far: one event, which grows. The model is the latest alone. */
function readSettings(records: PlainRecords, settings: Facts, fallbackAt: number): void {
  const run = sessionOf(records);
  const at = momentOf(settings["providerLockTimestamp"]) ?? fallbackAt;
  const usage = {
    key: run,
    run,
    at,
    model: textOf(settings["model"]),
    ...bucketsOf(objectOf(settings["tokenUsage"])),
    requestId: null,
    vendorCostNanoUsd: null,
    lowerBound: false,
  };
  if (totalOf(usage) === 0) return;
  addRun(records, { id: run, startedAt: at, lastAt: at });
  restateUsage(records, usage);
}

/** Thinking stands beside the output, unless a total says that it is a part of it. */
function bucketsOf(tokens: Facts) {
  const [input, output, written, read] = [
    tokens["inputTokens"],
    tokens["outputTokens"],
    tokens["cacheCreationTokens"],
    tokens["cacheReadTokens"],
  ].map(countOf);
  const thinking = countOf(tokens["thinkingTokens"]);
  const plain = {
    input: input ?? 0,
    output: output ?? 0,
    cacheRead: read ?? 0,
    cacheWrite5m: written ?? 0,
    cacheWrite1h: 0,
  };
  const sum = Object.values(plain).reduce((total, count) => total + count, 0);
  const isInside = sum > 0 && countOf(tokens["totalTokens"]) === sum;
  return { ...plain, output: plain.output + (isInside ? 0 : thinking), reasoning: thinking };
}

function readObject(records: PlainRecords, line: Facts): void {
  const run = sessionOf(records);
  const at = momentOf(line["timestamp"]);
  if (line["type"] === "session_start") readStart(records, line);
  if (isCopy(records, line)) return;
  if (at !== null) addRun(records, { id: run, startedAt: at, lastAt: at });
  if (line["type"] !== "message") return;
  const message = objectOf(line["message"]);
  const model = textOf(line["modelId"]) ?? textOf(message["modelId"]);
  if (model !== null) records.notes["model"] = model;
  if (at === null) return;
  for (const block of listOf(message["content"])) {
    if (isObject(block)) readBlock(records, block, { run, at });
  }
}

/** The first line. What it calls a title may be the prompt's beginning; a name that was given differs from it. */
function readStart(records: PlainRecords, line: Facts): void {
  const caller = idOf(line["callingSessionId"]);
  const name = textOf(line["sessionTitle"], 300);
  addRun(records, {
    id: sessionOf(records),
    parent: caller,
    cwd: textOf(line["cwd"], 4_000),
    version: textOf(line["version"], 60),
    title: name === line["title"] ? null : name,
    agentType: caller === null ? null : "subagent",
  });
  const copiedTo = idOf(line["forkedAtMessageId"]);
  if (copiedTo !== null) records.notes["copiedTo"] = copiedTo;
}

/** A fork begins with its parent's messages, up to one that it names. */
function isCopy(records: PlainRecords, line: Facts): boolean {
  const last = records.notes["copiedTo"];
  if (last === undefined || line["type"] === "session_start") return false;
  if (line["id"] === last) delete records.notes["copiedTo"];
  return true;
}

function readBlock(
  records: PlainRecords,
  block: Facts,
  { run, at }: { run: string; at: number },
): void {
  const id = idOf(block["id"] ?? block["tool_use_id"]);
  const name = textOf(block["name"]);
  if (id === null) return;
  const key = toolKeyOf(run, id);
  if (block["type"] === "tool_use" && name !== null)
    startTool(records, { key, run, name, startedAt: at, input: block["input"] });
  if (block["type"] === "tool_result") endTool(records, key, { at, ...endingOf(block) });
}

/** Mostly told by the answer's own words alone, which are then forgotten. */
function endingOf(result: Facts): Omit<ToolEnd, "at"> {
  const text = answerOf(result["content"]);
  const exit = /\[Process exited with code ([1-9]\d{0,9})\]\s*$/.exec(text.slice(-100));
  if (exit) return { outcome: "failed", exitCode: Number(exit[1]) };
  const said = text.slice(0, 300);
  const isError = result["is_error"] ?? said.startsWith("Error: ");
  if (isError !== true) return { outcome: "ok" };
  const [line = ""] = said.split("\n");
  const isNo = /\buser\b/i.test(line) && /reject|denied|declined|cancel|abort/i.test(line);
  return { outcome: isNo ? "rejected" : "failed", said };
}

function answerOf(content: unknown): string {
  const text = typeof content === "string" ? content : objectOf(listOf(content)[0])["text"];
  return typeof text === "string" ? text : "";
}

/** The totals are of the time of the last message, and of its model where the settings name none. */
function completed(records: PlainRecords, group: PlainRecords[]): PlainRecords {
  const [own] = records.usage.values();
  if (!own) return records;
  const told = group.filter(({ relative }) => relative.endsWith(".jsonl"));
  const lastAt = Math.max(
    0,
    ...told.flatMap(({ runs }) => [...runs.values()]).map((run) => run.lastAt),
  );
  const models = told.map(({ notes }) => textOf(notes["model"]));
  const model = own.model ?? models.find((one) => one !== null) ?? null;
  const usage = { ...own, at: lastAt || own.at, model };
  // When the settings were written says little of when the session began.
  const runs = lastAt > 0 ? new Map<string, never>() : records.runs;
  return { ...records, runs, usage: new Map([[usage.key, usage]]) };
}
