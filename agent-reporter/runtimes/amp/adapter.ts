import path from "node:path";
import { homeFolder } from "../plain/home-root.ts";
import { fileURLToPath } from "node:url";
import type { ToolOutcome } from "#contract/ingest.ts";
import { listOf, nanoUsdOf, objectOf, textOf, toolKeyOf } from "../json-values.ts";
import { idOf, timeOf } from "../plain/log-values.ts";
import { endTool } from "../plain/plain-calls.ts";
import { addRun, newPlainRecords, type PlainRecords } from "../plain/plain-records.ts";
import { PlainResolver } from "../plain/plain-resolver.ts";
import { restateTool, restateUsage } from "../plain/restate.ts";
import type { LogRoot, RuntimeAdapter } from "../runtime-adapter.ts";
import { bucketsOf, datedMessages, type Facts, requestsOf } from "./requests.ts";

const runtime = "amp";

/**
 * Amp: one JSON document for each thread, `threads/T-*.json` below AMP_DATA_DIR or `~/.local/share/amp`. Older versions
 * keep a ledger of requests in it, newer ones count at each message, and the newest keep threads on their server and
 * leave a stub. No request that failed is known to stand in them.
 */
export const amp: RuntimeAdapter<PlainRecords> = {
  runtime,
  roots,
  isTranscript: (relative) => /^threads\/T-[^/]+\.json$/.test(relative),
  formOf: () => "document",
  newRecords: (relative) => newPlainRecords(relative),
  // Requests have ids of their own.
  restart: () => {},
  mightMatter: () => true,
  readObject: () => {},
  readDocument: (records, document, fallbackAt) =>
    readThread(records, objectOf(document), fallbackAt),
  holdsUsage: (records) => records.usage.size > 0,
  directoriesOf: ({ runs }) => [...runs.values()].flatMap(({ cwd }) => (cwd === null ? [] : [cwd])),
  newResolver: (options) => new PlainResolver(runtime, options),
};

function roots(env: Record<string, string | undefined>): LogRoot[] {
  const named = env["AMP_DATA_DIR"];
  if (named) return [{ path: path.resolve(named), fromVariable: "AMP_DATA_DIR" }];
  const data = env["XDG_DATA_HOME"];
  if (data) return [{ path: path.join(path.resolve(data), "amp"), fromVariable: "XDG_DATA_HOME" }];
  const home = homeFolder(env);
  return [{ path: path.join(home, ".local", "share", "amp"), fromVariable: null }];
}

function readThread(records: PlainRecords, thread: Facts, fallbackAt: number): void {
  const run = idOf(thread["id"]) ?? nameOf(records);
  const created = timeOf(thread["created"]);
  const messages = datedMessages(thread, created ?? fallbackAt);
  const requests = requestsOf(thread, messages, created ?? fallbackAt);
  const times = [...messages, ...requests].map(({ at }) => at);
  if (times.length === 0) return;
  addRun(records, {
    id: run,
    startedAt: created ?? Math.min(...times),
    lastAt: Math.max(...times),
    title: textOf(thread["title"], 300),
    ...environmentOf(thread),
  });
  for (const { id, at, model, tokens, credits } of requests) {
    restateUsage(records, {
      key: `${run}:${id}`,
      run,
      at,
      model,
      ...bucketsOf(tokens, model),
      reasoning: 0,
      requestId: null,
      vendorCostNanoUsd: nanoUsdOf(credits),
      lowerBound: false,
    });
  }
  for (const { message, at } of messages) readTools(records, message, { run, at });
}

const nameOf = ({ relative }: PlainRecords) =>
  (relative.split("/").at(-1) ?? relative).replace(/\.json$/, "").slice(0, 95);

/** The first folder that the thread was opened in, and what git said there. */
function environmentOf(thread: Facts) {
  const initial = objectOf(objectOf(thread["env"])["initial"]);
  const tree = objectOf(listOf(initial["trees"])[0]);
  const { ref, sha } = objectOf(tree["repository"]);
  return {
    cwd: folderOf(tree["uri"]),
    version: textOf(objectOf(initial["platform"])["clientVersion"], 60),
    branch: textOf(ref, 300)?.replace(/^refs\/heads\//, "") ?? null,
    headCommit: typeof sha === "string" && /^[0-9a-f]{7,64}$/.test(sha) ? sha : null,
  };
}

function folderOf(uri: unknown): string | null {
  if (typeof uri !== "string" || !uri.startsWith("file:")) return null;
  try {
    return fileURLToPath(uri);
  } catch {
    // Another system's folder.
    return null;
  }
}

type Place = { run: string; at: number };

function readTools(records: PlainRecords, message: Facts, place: Place): void {
  for (const block of listOf(message["content"]).map(objectOf)) {
    if (block["type"] === "tool_use") readCall(records, block, place);
    if (block["type"] === "tool_result") readResult(records, block, place.run);
  }
}

function readCall(records: PlainRecords, block: Facts, { run, at }: Place): void {
  const [id, name] = [idOf(block["id"]), textOf(block["name"])];
  if (id === null || name === null) return;
  const input = block["input"];
  restateTool(records, { key: toolKeyOf(run, id), run, name, startedAt: at, input });
}

/** No time is told of it: the message may have been sent much later. */
function readResult(records: PlainRecords, block: Facts, run: string): void {
  const id = idOf(block["toolUseID"] ?? block["tool_use_id"]);
  const { status, error, result } = objectOf(block["run"]);
  const outcome = outcomes.get(status);
  if (id === null || !outcome) return;
  const { exitCode } = objectOf(result);
  endTool(records, toolKeyOf(run, id), {
    at: null,
    outcome,
    said: objectOf(error)["message"] ?? error,
    exitCode: typeof exitCode === "number" ? exitCode : null,
  });
}

const outcomes = new Map<unknown, ToolOutcome>([
  ["done", "ok"],
  ["error", "failed"],
  ["cancelled", "rejected"],
  ["rejected-by-user", "rejected"],
]);
