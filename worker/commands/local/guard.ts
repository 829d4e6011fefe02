/**
 * Ends what a killed `npm start` left running: it cannot do that itself. Reads `+<pid>` and `-<pid>` lines; where they
 * stop, their writer is gone, and so must be what it started.
 */
import process from "node:process";
import { createInterface } from "node:readline";

const running = new Set<number>();
for await (const line of createInterface({ input: process.stdin })) {
  const pid = Number(line.slice(1));
  if (line.startsWith("+")) running.add(pid);
  else running.delete(pid);
}
for (const pid of running) {
  try {
    process.kill(pid, "SIGTERM");
  } catch {
    // It ended by itself.
  }
}
