import { cpSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { run as runDoctor } from "#reporter/commands/doctor.ts";
import { run as login } from "#reporter/commands/login.ts";
import { anIo } from "../unit/reporter/support/command-io.ts";
import { aClaudeSession } from "../unit/reporter/support/claude-log.ts";
import { aHome, runStint, startStint, until } from "../unit/reporter/support/run-stint.ts";
import { aFolder } from "../unit/reporter/support/temporary-folder.ts";
import { aStintServer, type StintServer } from "../support/stint-server.ts";

let server: StintServer;
beforeAll(async () => {
  server = await aStintServer();
});
afterAll(() => server.close());

/** Starts `stint login` and approves its code in the name of a person, as the page does. */
async function logIn(env: Record<string, string>, email: string): Promise<number | null> {
  const running = startStint(["login", "--url", server.url], env);
  await until(() => /Code +\S+/.test(running.err()), running.err);
  const [, code = ""] = /Code +(\S+)/.exec(running.err()) ?? [];
  await server.approve(email, code);
  const ended = await running.ended;
  if (ended !== 0) throw new Error(running.err());
  return ended;
}

test(
  "login, whoami, sync, doctor and logout against the real server",
  { timeout: 60_000 },
  async () => {
    const env = aHome(aFolder());
    await logIn(env, "ada@example.com");
    const { url, token } = stored(env);
    expect([url, token]).toEqual([server.url, expect.stringMatching(/^stint_/)]);

    const who = await runStint(["whoami", "--json"], env);
    expect(JSON.parse(who.out)).toMatchObject({
      person: { email: "ada@example.com" },
      token: { scopes: ["ingest", "read", "plan"] },
    });
    aClaudeSession(env["CLAUDE_CONFIG_DIR"] ?? "", 12);
    expect(await runStint(["sync"], env)).toMatchObject({ code: 0 });
    const doctor = await runStint(["doctor", "--json"], env);
    expect(JSON.parse(doctor.out)).toMatchObject({
      server: { state: "known" },
      outbox: { pending: 0 },
      problems: [],
    });

    expect((await runStint(["logout"], env)).out).toContain("the token is revoked");
    expect(await runStint(["whoami"], env)).toMatchObject({ code: 3 });
    const old = { ...env, STINT_URL: server.url, STINT_TOKEN: token };
    expect(await runStint(["sync"], old)).toMatchObject({ code: 3 });
  },
);

/** The same inside this process, on a host of the given id. */
async function logInOn(host: string, env: Record<string, string>, email: string): Promise<void> {
  const io = { ...anIo(env), hostId: () => host, hostName: host };
  const running = login(["--url", server.url], io);
  await until(() => /Code +\S+/.test(io.err()), io.err);
  await server.approve(email, /Code +(\S+)/.exec(io.err())?.[1]?.replace("-", "") ?? "");
  expect(await running).toBe(0);
}

const stored = (env: Record<string, string>) =>
  JSON.parse(readFileSync(path.join(env["STINT_HOME"] ?? "", "credentials.json"), "utf8"));

const sync = async (env: Record<string, string>, ...flags: string[]) =>
  expect(await runStint(["sync", ...flags], env)).toMatchObject({ code: 0 });

test(
  "a state folder copied to another machine: a login there makes it a second one, and nothing counts twice",
  { timeout: 60_000 },
  async () => {
    const [laptop, copy] = [aHome(aFolder()), aHome(aFolder())];
    await logInOn("laptop", laptop, "carol@example.com");
    aClaudeSession(laptop["CLAUDE_CONFIG_DIR"] ?? "", 12);
    await sync(laptop);
    for (const folder of ["STINT_HOME", "CLAUDE_CONFIG_DIR"])
      cpSync(laptop[folder] ?? "", copy[folder] ?? "", { recursive: true });

    const io = { ...anIo(copy), hostId: () => "desktop" };
    expect(await runDoctor(["--json"], io)).toBe(1);
    expect(JSON.parse(io.out()).problems).toEqual([expect.stringContaining("another machine's")]);

    await logInOn("desktop", copy, "carol@example.com");
    const [first, second] = [stored(laptop), stored(copy)];
    expect(second.machine.id).not.toBe(first.machine.id);
    aClaudeSession(laptop["CLAUDE_CONFIG_DIR"] ?? "", 3);
    aClaudeSession(copy["CLAUDE_CONFIG_DIR"] ?? "", 5);
    await Promise.all([sync(laptop), sync(copy)]);
    await sync(copy, "--again");
    expect(await server.totals(first.token)).toMatchObject({ events: 12 + 3 + 5 });

    await logInOn("desktop", copy, "carol@example.com");
    expect(stored(copy).machine.id).toBe(second.machine.id);
    const rows = await server.rows<{ id: string }>(
      "SELECT id FROM machine WHERE workspace_id = ? ORDER BY created_at",
      first.workspace.id,
    );
    expect(rows.map(({ id }) => id)).toEqual([first.machine.id, second.machine.id]);
    await sync(laptop);
  },
);

test(
  "a watch whose token is replaced goes on with the new login",
  { timeout: 60_000 },
  async () => {
    const env = aHome(aFolder());
    await logIn(env, "bob@example.com");
    aClaudeSession(env["CLAUDE_CONFIG_DIR"] ?? "", 3);
    const running = startStint(["watch"], env);
    await until(() => running.err().includes("Up to date"), running.err, 20_000);

    const { token, machine } = stored(env);
    const headers = { Authorization: `Bearer ${token}` };
    await fetch(`${server.url}/api/machines/${machine.id}`, { method: "DELETE", headers });
    aClaudeSession(env["CLAUDE_CONFIG_DIR"] ?? "", 4);
    await until(() => running.err().includes("goes on from here"), running.err, 20_000);
    await logIn(env, "bob@example.com");
    await until(() => running.err().includes("Signed in again"), running.err);
    while ((await server.totals(stored(env).token)).events < 7) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    running.child.kill("SIGTERM");
    expect(await running.ended).toBe(0);
    expect((await runStint(["sync"], env)).out).toBe("Nothing new.\n");
  },
);
