import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { machineList } from "#contract/team.ts";
import {
  hasRealClients,
  logsInHome,
  type RealClient,
  recordRealClient,
  runRealClient,
} from "#test/support/real-clients.ts";
import { scenarios } from "#test/support/scenarios.ts";
import { aStintServer, type StintServer } from "#test/support/stint-server.ts";
import { expectedOf, figuresOf, tellInThreeWays } from "#test/support/three-ways.ts";
import { aWorkspace } from "#test/support/told-workspace.ts";
import { startStint } from "#test/unit/reporter/support/run-stint.ts";
import { integrationOf } from "#web/lib/integrations.ts";

const live = scenarios.filter(({ name }) => name.endsWith("-basic"));

const telemetryAgents = { claude: "claude-code", codex: "codex", gemini: "gemini-cli" } as const;

/** The lines that the app shows; OpenCode has no telemetry of its own. */
const filesOf = (agent: RealClient, server: { origin: string; token: string }) =>
  agent === "opencode" ? [] : integrationOf(telemetryAgents[agent], server).files;

async function uploadersIn({ url }: StintServer, token: string): Promise<string[]> {
  const headers = { Authorization: `Bearer ${token}` };
  const response = await fetch(`${url}/api/machines`, { headers });
  const { items } = machineList.parse(await response.json());
  return items.flatMap(({ name, lastUploadAt }) => (lastUploadAt ? name : [])).toSorted();
}

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

  /** Where the agents write and send while they run, whichever comes first. */
  describe.each(live)(
    "$name, sending its telemetry while `stint watch` reads its log",
    (scenario) => {
      test("comes to what it was served, and stays so", { timeout: 240_000 }, async () => {
        const name = `live-${scenario.agent}`;
        const folder = path.join(out, name);
        const workspace = await aWorkspace(server, name);
        const exporter = await server.aReporter(`${name}@example.com`, { machine: "exporter" });
        const logs = logsInHome(path.join(folder, "home"));
        const watch = startStint(["watch"], { ...workspace.env, ...logs });
        const files = filesOf(scenario.agent, { origin: server.url, token: exporter.token });
        await runRealClient(scenario.agent, { out: folder, files });

        const expected = expectedOf(scenario, folder, "both");
        await expect.poll(async () => figuresOf(await workspace.read())).toEqual(expected);
        const uploaders = await uploadersIn(server, workspace.token);
        expect(uploaders).toEqual(files.length > 0 ? ["box", "exporter"] : ["box"]);
        watch.child.kill("SIGTERM");
        expect(await watch.ended, watch.err()).toBe(0);
        await workspace.sync({ folder, logs });
        expect(figuresOf(await workspace.read())).toEqual(expected);
      });
    },
  );
});
