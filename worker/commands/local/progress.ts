import { stderr } from "node:process";

const width = 28;

/** A bar on a terminal, nothing elsewhere. `fraction` is 0 to 1. */
export function drawProgress(label: string, fraction: number, detail: string): void {
  if (!stderr.isTTY) return;
  const filled = Math.round(Math.min(1, Math.max(0, fraction)) * width);
  const bar = "━".repeat(filled) + "─".repeat(width - filled);
  stderr.write(`\r\u001B[2K  ${label} ${bar} ${detail}`);
}

/** Removes the bar. */
export function clearProgress(): void {
  if (stderr.isTTY) stderr.write("\r\u001B[2K");
}
