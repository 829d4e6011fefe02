import { appendFileSync, cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CostsBy } from "#contract/costs.ts";
import type { MachineList } from "#contract/team.ts";
import {
  aClaudeLine,
  aClaudeSession,
  type ClaudeSession,
} from "../unit/reporter/support/claude-log.ts";
import { aHome, runStint } from "../unit/reporter/support/run-stint.ts";
import { aFolder } from "../unit/reporter/support/temporary-folder.ts";
import { aStintServer, type StintServer } from "../support/stint-server.ts";

let server: StintServer;
beforeAll(async () => {
  server = await aStintServer();
});
afterAll(() => server.close());

const right = (messages: number) => ({
  events: messages,
  input: messages * 100,
  output: messages * 10,
  cacheRead: messages * 10_000,
  cacheWrite5m: messages * 1_000,
});

/** A computer with folders of its own and a token. */
function aComputer(token: string) {
  const env: Record<string, string> = {
    ...aHome(aFolder()),
    STINT_URL: server.url,
    STINT_TOKEN: token,
  };
  const claude = env["CLAUDE_CONFIG_DIR"] ?? "";
  const state = env["STINT_HOME"] ?? "";
  return {
    claude,
    state,
    fileOf: ({ file }: ClaudeSession) =>
      path.join(claude, "projects/-home-ada-work", path.basename(file)),
    sync: async () => {
      const { code, err } = await runStint(["sync", "--progress", "none"], env);
      expect(code, err).toBe(0);
    },
  };
}

type Computer = ReturnType<typeof aComputer>;

/** As a person copies a home to a new computer: logs and the reporter's state with them. */
function copyHome(from: Computer, to: Computer): void {
  for (const folder of ["claude", "state"] as const) {
    rmSync(to[folder], { recursive: true });
    cpSync(from[folder], to[folder], { recursive: true });
  }
}

const ask = async <T>(token: string, route: string): Promise<T> => {
  const response = await fetch(server.url + route, {
    headers: { Authorization: `Bearer ${token}` },
  });
  return response.json();
};

test(
  "one person's laptop, a copy of its home, and a desktop with a part of it synced: nothing counts twice",
  { timeout: 120_000 },
  async () => {
    const { token } = await server.aReporter("ada@example.com", { machine: "laptop" });
    const { token: second } = await server.aReporter("ada@example.com", { machine: "desktop" });
    const laptop = aComputer(token);
    const desktop = aComputer(second);
    const copy = aComputer(token);
    const shared = aClaudeSession(laptop.claude, 120);
    aClaudeSession(laptop.claude, 60);
    aClaudeSession(desktop.claude, 40);
    await laptop.sync();
    copyHome(laptop, copy);

    // A half of the session that goes on, as an older copy; its last line is torn.
    const older = shared.lines.slice(0, 60).join("");
    writeFileSync(desktop.fileOf(shared), older.slice(0, -30));
    let messages = 120 + 60 + 40;
    for (let round = 0; round < 4; round++) {
      const grown = aClaudeLine(shared.id);
      appendFileSync(shared.file, grown);
      aClaudeSession(desktop.claude, 10);
      aClaudeSession(copy.claude, 5);
      messages += 1 + 10 + 5;
      await Promise.all([laptop, desktop, copy].map((one) => one.sync()));
      // Each is a little ahead of what the next one sees of it.
      if (round % 2 === 0) cpSync(shared.file, copy.fileOf(shared));
      else writeFileSync(desktop.fileOf(shared), readFileSync(copy.fileOf(shared)));
    }
    cpSync(desktop.claude, laptop.claude, { recursive: true, force: false });
    await desktop.sync();
    await Promise.all([copy.sync(), laptop.sync()]);
    expect(await server.totals(token)).toMatchObject(right(messages));

    const { items } = await ask<MachineList>(token, "/api/machines");
    expect(items.map(({ name }) => name).toSorted()).toEqual(["desktop", "laptop"]);
    for (const machine of items) expect(machine.lastUploadAt).not.toBeNull();
  },
);

test(
  "two people of one workspace with a copy of one log: it counts once, and stays whose it was",
  { timeout: 120_000 },
  async () => {
    const { token } = await server.aReporter("grace@example.com");
    const other = await server.aReporter("joan@example.com", { invitedBy: "grace@example.com" });
    const grace = aComputer(token);
    const joan = aComputer(other.token);
    const shared = aClaudeSession(grace.claude, 80);
    aClaudeSession(joan.claude, 30);
    await grace.sync();
    cpSync(shared.file, joan.fileOf(shared));
    const events = async () => {
      const { items } = await ask<CostsBy>(token, "/api/costs/by?dimension=person");
      return Object.fromEntries(items.map(({ label, totals }) => [label, totals.events]));
    };
    await joan.sync();
    const before = await events();
    expect(Object.values(before).toSorted((a, b) => a - b)).toEqual([30, 80]);

    for (const one of [joan, grace]) {
      appendFileSync(one.fileOf(shared), aClaudeLine(shared.id));
      await one.sync();
    }
    await Promise.all([grace.sync(), joan.sync()]);
    const after = await events();
    expect(Object.values(after).toSorted((a, b) => a - b)).toEqual([30, 82]);
    expect(await server.totals(token)).toMatchObject(right(112));
  },
);
