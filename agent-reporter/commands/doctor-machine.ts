import { realpathSync, statfsSync } from "node:fs";
import { lookAtFacts } from "../beside/agent-states.ts";
import type { SourceReport } from "../library/library-types.ts";
import type { OddLog, SkippedLines } from "../library/known-logs.ts";
import type { CommandIo } from "../output/command-io.ts";
import { counted, formatBytes, formatDuration } from "../output/format.ts";
import { isCurrent, isInstalled, ownService } from "../setup/install-service.ts";
import { type SetupFact, setupFacts } from "../setup/setup-facts.ts";

/** What the doctor found on this machine beside logs and server. */
export type MachineFindings = {
  setup: SetupFact[];
  service: { name: string; file: string; state: "installed" | "outdated" | "not installed" };
  /** By the agents' hooks; sessions that ended are not counted. */
  hooks: { factsWaiting: number; open: Record<string, number>; lastAt: string | null };
  /** Of the disk with the state folder; null where the system does not tell. */
  freeBytes: number | null;
};

export function machineFindings(io: CommandIo, folder: string): MachineFindings {
  const service = ownService(io, folder);
  const { waiting, sessions } = lookAtFacts(folder);
  const open: Record<string, number> = {};
  for (const { state } of sessions) if (state !== "ended") open[state] = (open[state] ?? 0) + 1;
  const lastAt = Math.max(0, ...sessions.map(({ since }) => since));
  return {
    setup: setupFacts(io),
    service: { name: service.name, file: service.file, state: stateOf(service) },
    hooks: { factsWaiting: waiting, open, lastAt: lastAt ? new Date(lastAt).toISOString() : null },
    freeBytes: freeBytesIn(folder),
  };
}

function stateOf(service: ReturnType<typeof ownService>): MachineFindings["service"]["state"] {
  if (!isInstalled(service)) return "not installed";
  return isCurrent(service) ? "installed" : "outdated";
}

function freeBytesIn(folder: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return null;
  }
}

export function machineLines({ setup, service, hooks, freeBytes }: MachineFindings): string[] {
  const isMissing = setup.some(({ state }) => state === "not set up");
  const open = Object.entries(hooks.open).map(
    ([state, count]) => `${count} ${state.replaceAll("-", " ")}`,
  );
  return [
    ...setup.map(({ runtime, kind, file, state }) => `${runtime} ${kind}: ${state} (${file})`),
    ...(isMissing ? ["`stint init` sets up what is not"] : []),
    `service ${service.name}: ${service.state}${service.state === "not installed" ? "; `stint watch --install-service` does" : ""}`,
    ...(hooks.lastAt ? [`sessions by their hooks: ${open.join(", ") || "none open"}`] : []),
    ...(freeBytes === null ? [] : [`free disk for the state folder: ${formatBytes(freeBytes)}`]),
  ];
}

const leastFreeBytes = 200e6;

export function machineProblems({ setup, service, freeBytes }: MachineFindings): string[] {
  const problems = setup.flatMap(({ kind, file, missing, problem }) => [
    ...(missing.length > 0
      ? [`${kind} in ${file} run ${missing[0]}, which is gone: \`stint init\` renews them.`]
      : []),
    ...(problem === null ? [] : [`${file}: ${problem}`]),
  ]);
  if (service.state === "outdated") {
    problems.push(
      `The service is of another installation: \`stint watch --install-service\` renews it.`,
    );
  }
  if (freeBytes !== null && freeBytes < leastFreeBytes) {
    problems.push(
      `Only ${formatBytes(freeBytes)} are free for the state folder: free some; until then logs are read again each time.`,
    );
  }
  return problems;
}

/** Logs that did not simply grow, and what that means. */
export function oddLines(odd: OddLog[]): string[] {
  const says: Record<OddLog["state"], (log: OddLog) => string> = {
    gone: ({ path }) => `gone since it was read: ${path} (what it said counts on)`,
    replaced: ({ path }) =>
      `truncated, rotated or written anew since it was read: ${path} (read from its start; nothing counts twice)`,
    link: ({ path, target }) => `a link: ${path} leads to ${target}`,
  };
  return shortened(odd.map((log) => says[log.state](log)));
}

function realPath(folder: string): string | null {
  try {
    return realpathSync(folder);
  } catch {
    return null;
  }
}

/** Roots that are links: the logs lie elsewhere, which is fine. */
export const linkedRoots = (sources: SourceReport[]): string[] =>
  sources
    .filter(({ exists }) => exists)
    .flatMap(({ root }) => {
      const target = realPath(root);
      return target === null || target === root ? [] : [`${root} leads to ${target}`];
    });

/** `…/a.jsonl: line 3, 17 and 2 more: no JSON`. */
export function skippedTexts(skipped: SkippedLines[]): string[] {
  return shortened(
    skipped.map(({ path, count, lines, why }) => {
      const more = count - lines.length;
      const named =
        lines.length > 0
          ? ` (line ${lines.join(", ")}${more > 0 ? `, and ${more} more` : ""})`
          : "";
      return `skipped ${counted(count, "line")}${named} of ${path}: ${why}; the rest counts`;
    }),
  );
}

const mostListed = 10;

const shortened = (lines: string[]) =>
  lines.length <= mostListed
    ? lines
    : [...lines.slice(0, mostListed), `and ${lines.length - mostListed} more (--json has all)`];

/** What a wrong clock does, and what to do; empty where it is right enough. */
export function clockProblem(skewMs: number | null, mostMs: number): string[] {
  if (Math.abs(skewMs ?? 0) <= mostMs) return [];
  const how = `${formatDuration(Math.abs(skewMs ?? 0))} ${(skewMs ?? 0) > 0 ? "ahead of" : "behind"}`;
  return [
    `This machine's clock is ${how} the server's: its sessions stand at wrong times and days. Set the clock (NTP); what was sent keeps its times.`,
  ];
}
