import path from "node:path";
import { homeFolder } from "../plain/home-root.ts";
import type { LogRoot, RuntimeAdapter } from "../runtime-adapter.ts";
import { creditShared, digestOf } from "./digest.ts";
import { noteTime, readClaudeObject } from "./read-object.ts";
import { type ClaudeRecords, newClaudeRecords } from "./records.ts";
import { ClaudeResolver } from "./resolver.ts";
import { usageReader } from "./usage-reader.ts";

/**
 * Claude Code: `projects/<folder>/<session>.jsonl`, sub-agents in `<session>/subagents/` or beside the sessions.
 * CLAUDE_CONFIG_DIR may list several folders, separated by commas.
 */
export const claudeCode: RuntimeAdapter<ClaudeRecords> = {
  runtime: "claude-code",
  roots,
  isTranscript: (relative) =>
    /^projects\/.+\.jsonl$/.test(relative) && !relative.endsWith("/journal.jsonl"),
  newRecords: newClaudeRecords,
  restart(records) {
    records.costStates = [];
    records.lastAt = null;
  },
  mightMatter,
  usageReader,
  noteTime,
  keepUsageAlone(records) {
    records.tools.clear();
    records.errors.clear();
  },
  handOver(records) {
    records.touched = [];
  },
  readObject: readClaudeObject,
  digestOf,
  creditShared,
  holdsUsage: (records) => records.messages.size > 0,
  directoriesOf: (records) => (records.cwd === null ? [] : [records.cwd]),
  newResolver: (options) => new ClaudeResolver(options),
};

function roots(env: Record<string, string | undefined>): LogRoot[] {
  const named = env["CLAUDE_CONFIG_DIR"];
  if (named) {
    const folders = named.split(",").map((folder) => folder.trim());
    return folders
      .filter(Boolean)
      .map((folder) => ({ path: path.resolve(folder), fromVariable: "CLAUDE_CONFIG_DIR" }));
  }
  const home = homeFolder(env);
  const config = env["XDG_CONFIG_HOME"] ?? path.join(home, ".config");
  return [path.join(home, ".claude"), path.join(config, "claude")].map((folder) => ({
    path: folder,
    fromVariable: null,
  }));
}

/** Snapshots, queues and the like are passed over by their bytes; anything named in doubt is read. */
const needles = [
  '"usage"',
  '"tool_result"',
  '"agent_progress"',
  '"cost-state"',
  "Title",
  '"summary"',
  '"cwd"',
  '"api_error"',
  '"pr-link"',
].map((needle) => Buffer.from(needle));

function mightMatter(line: Buffer): boolean {
  return needles.some((needle) => line.includes(needle));
}
