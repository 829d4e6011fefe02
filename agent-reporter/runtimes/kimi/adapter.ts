import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { listOf, momentOf, objectOf, textOf } from "../json-values.ts";
import { rootFrom } from "../plain/home-root.ts";
import { addRun, newPlainRecords, type PlainRecords } from "../plain/plain-records.ts";
import { PlainResolver } from "../plain/plain-resolver.ts";
import type { RuntimeAdapter } from "../runtime-adapter.ts";
import { type Line, placeOf } from "./place.ts";
import { readCodeLine } from "./read-code-line.ts";
import { readWireLine } from "./read-wire-line.ts";

const runtime = "kimi";

/**
 * Both programs of that name. Kimi CLI: `sessions/<hash of the folder>/<session>/wire.jsonl` below KIMI_SHARE_DIR or
 * `~/.kimi`, sub-agents in `subagents/<agent>/wire.jsonl`. Kimi Code: `sessions/wd_…/session_…/agents/<agent>/wire.jsonl`
 * below KIMI_CODE_HOME or `~/.kimi-code`. A session's folder and title stand in its `state.json`. Of a failed request Kimi
 * Code tells that there was another try, Kimi CLI nothing.
 */
export const kimi: RuntimeAdapter<PlainRecords> = {
  runtime,
  roots: (env) => [
    rootFrom(env, ["KIMI_SHARE_DIR"], ".kimi"),
    rootFrom(env, ["KIMI_CODE_HOME"], ".kimi-code"),
  ],
  isTranscript: (relative) => placeOf(relative) !== null,
  formOf: (relative) => (relative.endsWith(".json") ? "document" : "lines"),
  newRecords(relative, file) {
    const records = newPlainRecords(relative);
    const cwd = folderOf(relative, file);
    if (cwd !== null) records.notes["cwd"] = cwd;
    return records;
  },
  // Turns, calls and responses without an id are counted from the start.
  restart({ notes }) {
    for (const name of Object.keys(notes)) if (name !== "cwd") delete notes[name];
  },
  mightMatter: (line) => needles.some((needle) => line.includes(needle)),
  readObject(records, line, fallbackAt) {
    if (typeof line["type"] === "string") readCodeLine(records, line, fallbackAt);
    else readWireLine(records, line, fallbackAt);
  },
  readDocument: (records, document, fallbackAt) =>
    readState(records, objectOf(document), fallbackAt),
  holdsUsage: (records) => records.usage.size > 0,
  directoriesOf: ({ runs }) => [...runs.values()].flatMap(({ cwd }) => (cwd === null ? [] : [cwd])),
  newResolver: (options) => new PlainResolver(runtime, options),
};

const needles = [
  // Kimi CLI.
  "StatusUpdate",
  "TurnBegin",
  "ToolCall",
  "ToolResult",
  "ApprovalRe",
  // Kimi Code.
  "usage.record",
  "llm.request",
  "turn.cancel",
  "step.end",
  "tool.call",
  "tool.result",
  "permission.record_approval_result",
  "config.update",
  "profile.bind",
].map((text) => Buffer.from(`"${text}`));

/** Kimi CLI names a session's folder by a hash of the folder it works in, and lists those folders. */
function folderOf(relative: string, file: string): string | null {
  const [, hash] = relative.split("/");
  try {
    const home = file.slice(0, file.length - relative.length);
    const list = objectOf(JSON.parse(readFileSync(path.join(home, "kimi.json"), "utf8")));
    const folders = listOf(list["work_dirs"]).map((one) => textOf(objectOf(one)["path"], 4_000));
    return folders.find((folder) => folder !== null && hashOf(folder) === hash) ?? null;
  } catch {
    return null;
  }
}

const hashOf = (folder: string) => createHash("md5").update(folder).digest("hex");

/** A title is told where the user gave it: else it is the beginning of a prompt. */
function readState(records: PlainRecords, state: Line, fallbackAt: number): void {
  const place = placeOf(records.relative);
  if (place === null) return;
  const title = state["isCustomTitle"] === true ? state["title"] : state["custom_title"];
  addRun(records, {
    id: place.session,
    startedAt: momentOf(state["createdAt"]),
    lastAt: momentOf(state["updatedAt"]) ?? fallbackAt,
    cwd: textOf(state["workDir"], 4_000) ?? textOf(records.notes["cwd"], 4_000),
    title: textOf(title, 300),
  });
}
