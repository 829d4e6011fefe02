import { bytesOf } from "../../library/read-lines.ts";
import { rootFrom } from "../plain/home-root.ts";
import type { RuntimeAdapter } from "../runtime-adapter.ts";
import { readCodexObject } from "./read-object.ts";
import { type CodexRecords, newCodexRecords } from "./records.ts";
import { CodexResolver } from "./resolver.ts";

/** Codex: `sessions/Y/M/D/rollout-<time>-<thread>.jsonl` and `archived_sessions/`, below CODEX_HOME or `~/.codex`. */
export const codex: RuntimeAdapter<CodexRecords> = {
  runtime: "codex",
  roots: (env) => [rootFrom(env, ["CODEX_HOME"], ".codex")],
  isTranscript: (relative) => /^(?:archived_)?sessions\/.*\.jsonl$/.test(relative),
  newRecords: newCodexRecords,
  restart(records) {
    records.seen = null;
    records.segment = 0;
    records.turnId = null;
    records.model = null;
    records.serviceTier = null;
    records.errorsInTurn = 0;
  },
  mightMatter,
  usageReader: () => (line) => (mightHoldUsage(bytesOf(line)) ? "unusual" : "nothing"),
  keepUsageAlone(records) {
    records.tools.clear();
    records.errors.clear();
  },
  readObject: readCodexObject,
  holdsUsage: (records) => records.events.size > 0,
  directoriesOf: (records) => (records.cwd === null ? [] : [records.cwd]),
  newResolver: (options) => new CodexResolver(options),
};

/** Messages and reasoning are passed over by their bytes; anything named in doubt is read. */
const usageNeedles = ["session_meta", "turn_context", "token_", "task_started", "thread_"].map(
  (needle) => Buffer.from(needle),
);
const needles = [
  ...usageNeedles,
  ...[
    "_call",
    "exec_command_end",
    "patch_apply_end",
    "item_completed",
    "turn_aborted",
    "stream_error",
    '"error"',
  ].map((needle) => Buffer.from(needle)),
];

function mightMatter(line: Buffer): boolean {
  return needles.some((needle) => line.includes(needle));
}

function mightHoldUsage(line: Buffer): boolean {
  return usageNeedles.some((needle) => line.includes(needle));
}
