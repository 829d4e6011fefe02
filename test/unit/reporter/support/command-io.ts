import type { CommandIo } from "#reporter/output/command-io.ts";
import { aFolder } from "./temporary-folder.ts";

/** A command's surroundings, and what it printed. */
export type TestIo = CommandIo & { out: () => string; err: () => string; stop: () => void };

/** An `io` with a state folder of its own and no terminal. */
export function anIo(env: Record<string, string> = {}, isTty = false): TestIo {
  let out = "";
  let err = "";
  const stopping = new AbortController();
  return {
    env: { STINT_HOME: aFolder(), ...env },
    platform: "linux",
    homeDir: "/nowhere",
    hostName: "box",
    hostId: () => "host-of-box",
    program: { node: "/opt/node/bin/node", script: "/opt/stint/bin.js" },
    confirm: null,
    pid: process.pid,
    isAlive: (pid) => pid === process.pid,
    now: Date.now,
    stdout: { write: (text) => void (out += text), isTty, columns: 80 },
    stderr: { write: (text) => void (err += text), isTty, columns: 80 },
    untilStopped: () => stopping.signal,
    out: () => out,
    err: () => err,
    stop: () => stopping.abort(),
  };
}
