import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasSamples, layCapture, samplesFolder } from "#test/support/capture-logs.ts";
import { scenarios } from "#test/support/scenarios.ts";
import { countNames, readServed } from "#test/support/served.ts";
import { aStintServer, type StintServer } from "#test/support/stint-server.ts";
import { tellInThreeWays } from "#test/support/three-ways.ts";
import { aWorkspace, type Left } from "#test/support/told-workspace.ts";

if (!hasSamples)
  console.warn("\n*** ../shared/real-clients is absent: its captures are SKIPPED. ***\n");

const namesIn = (client: string) =>
  (hasSamples ? readdirSync(path.join(samplesFolder, client)) : [])
    .map((name) => `${client}/${name}`)
    .filter((name) => existsSync(path.join(samplesFolder, name, "expected-usage.json")));

/** With all that the agent exported; the slow ones are the first step of the basic scenario. */
const whole = ["claude-2.1.329", "codex-0.169.0", "gemini-0.61.0", "opencode-1.18.33"]
  .flatMap(namesIn)
  .flatMap((sample) => {
    const [agent] = sample.split("-");
    const shows = path.basename(sample).replace("slow", "basic");
    const scenario = scenarios.find(({ name }) => name === `${agent}-${shows}`);
    return scenario ? [{ sample, scenario }] : [];
  });

/** Logs alone. */
const old = ["claude-old", "codex-old", "gemini-old", "opencode-old"].flatMap(namesIn);

const server: { running?: StintServer; home: string } = { home: "" };
const running = () => {
  if (!server.running) throw new Error("The server did not start.");
  return server.running;
};

beforeAll(async () => {
  if (!hasSamples) return;
  server.home = mkdtempSync(path.join(tmpdir(), "stint-captures-"));
  server.running = await aStintServer();
});
afterAll(async () => {
  await server.running?.close();
  rmSync(server.home, { recursive: true, force: true });
});

const laid = new Map<string, Left>();
function lay(sample: string): Left {
  const folder = path.join(samplesFolder, sample);
  const left = laid.get(sample) ?? {
    folder,
    logs: layCapture(sample, path.join(server.home, sample)),
  };
  laid.set(sample, left);
  return left;
}

describe.skipIf(!hasSamples).each(whole)("$sample", ({ sample, scenario }) => {
  const name = sample.replaceAll("/", "-");
  tellInThreeWays({ name, scenario, server: running, left: () => lay(sample) });
});

/** Turns that only called tools are in no line of this version: the counts of those around them are flagged. */
const losesTurns = new Set(["gemini-old/0.24.0"]);

describe.skipIf(!hasSamples)("older versions", () => {
  test("there are captures", () => expect([whole.length, old.length]).toEqual([12, 14]));

  test.each(old)(
    "%s: what was served, and flagged where its log does not hold it",
    async (sample) => {
      const workspace = await aWorkspace(running(), sample.replaceAll("/", "-"));
      await workspace.sync(lay(sample));
      const { events } = await workspace.read();
      const served = readServed(path.join(samplesFolder, sample)).filter(
        ({ kind }) => kind !== "aux",
      );
      if (!losesTurns.has(sample)) expect(events).toHaveLength(served.length);
      const mayLack = events.some(({ lowerBound }) => lowerBound);
      for (const name of countNames) {
        const [ours, theirs] = [events, served.map(({ counts }) => counts)].map((list) =>
          list.reduce((sum, one) => sum + one[name], 0),
        );
        const isExact = !mayLack || (!losesTurns.has(sample) && isOfRequest.has(name));
        if (isExact) expect(ours, name).toBe(theirs);
        else expect(ours, name).toBeLessThanOrEqual(theirs ?? 0);
      }
    },
  );
});

/** Known before the answer comes. */
const isOfRequest = new Set(["input", "cacheRead", "cacheWrite5m", "cacheWrite1h"]);
