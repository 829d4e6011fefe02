import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { performance } from "node:perf_hooks";
import type { CommandIo } from "../output/command-io.ts";

type Places = Pick<CommandIo, "env" | "program">;

/**
 * The one event that says how long a tool ran. PostToolUseFailure says it of those that failed, but is unknown to older
 * versions, which then ignore all of their settings. Codex and Gemini CLI tell no times.
 */
export const claudeToolEvents = ["PostToolUse"];

/** What it costs is asked along: every call waits for it. */
export const toolHooksQuestion = (io: Places): string =>
  `Let Claude Code tell Stint after each tool call how long the tool itself ran (a hook)? It waits ${costOf(io)} for it, every time.`;

const rounds = 5;

function costOf(io: Places): string {
  const ms = hookCostMs(io);
  return ms === null ? "for a start of Node" : `some ${Math.round(ms)} ms`;
}

/** How long a call would wait on this machine: the median of some starts. Null where it does not start. */
export function hookCostMs({ env, program }: Places): number | null {
  const folder = mkdtempSync(path.join(tmpdir(), "stint-hook-"));
  try {
    const input = JSON.stringify({ hook_event_name: "PostToolUse", session_id: "measured" });
    const times = Array.from({ length: rounds }, () => {
      const startedAt = performance.now();
      const { status } = spawnSync(program.node, [program.script, "hook", "claude-code"], {
        env: { ...env, STINT_HOME: folder },
        input,
        timeout: 5_000,
        windowsHide: true,
      });
      return status === 0 ? performance.now() - startedAt : null;
    }).filter((ms) => ms !== null);
    return times.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? null;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
