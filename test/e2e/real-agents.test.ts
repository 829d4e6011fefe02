import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe } from "vitest";
import { hasRealClients, logsInHome, recordRealClient } from "#test/support/real-clients.ts";
import { scenarios } from "#test/support/scenarios.ts";
import { aStintServer, type StintServer } from "#test/support/stint-server.ts";
import { tellInThreeWays } from "#test/support/three-ways.ts";

/** Each agent runs a scenario once; what it left is told to workspaces that know nothing of it yet. */
describe.skipIf(!hasRealClients)("real agents", () => {
  const out = mkdtempSync(path.join(tmpdir(), "stint-agents-"));
  let server: StintServer;
  beforeAll(async () => {
    server = await aStintServer();
  });
  afterAll(async () => {
    await server?.close();
    rmSync(out, { recursive: true, force: true });
  });

  describe.each(scenarios)("$name", (scenario) => {
    const folder = path.join(out, scenario.name);
    const home = path.join(folder, "home");
    beforeAll(async () => {
      mkdirSync(home, { recursive: true });
      await recordRealClient(scenario.agent, scenario.name, folder);
    }, 240_000);

    tellInThreeWays({
      name: scenario.name,
      scenario,
      server: () => server,
      left: () => ({ folder, logs: logsInHome(home) }),
    });
  });
});
