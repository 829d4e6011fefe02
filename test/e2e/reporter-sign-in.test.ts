import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
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
    const state = env["STINT_HOME"] ?? "";
    await logIn(env, "ada@example.com");
    const stored = JSON.parse(readFileSync(path.join(state, "credentials.json"), "utf8"));
    expect(stored).toMatchObject({ url: server.url, token: expect.stringMatching(/^stint_/) });

    const who = await runStint(["whoami", "--json"], env);
    expect(JSON.parse(who.out)).toMatchObject({
      person: { email: "ada@example.com" },
      token: { scopes: ["ingest", "read"] },
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
    const old = { ...env, STINT_URL: server.url, STINT_TOKEN: stored.token };
    expect(await runStint(["sync"], old)).toMatchObject({ code: 3 });
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

    const stored = () =>
      JSON.parse(readFileSync(path.join(env["STINT_HOME"] ?? "", "credentials.json"), "utf8"));
    const { token, machine } = stored();
    const headers = { Authorization: `Bearer ${token}` };
    await fetch(`${server.url}/api/machines/${machine.id}`, { method: "DELETE", headers });
    aClaudeSession(env["CLAUDE_CONFIG_DIR"] ?? "", 4);
    await until(() => running.err().includes("goes on from here"), running.err, 20_000);
    await logIn(env, "bob@example.com");
    await until(() => running.err().includes("Signed in again"), running.err);
    while ((await server.totals(stored().token)).events < 7) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    running.child.kill("SIGTERM");
    expect(await running.ended).toBe(0);
    expect((await runStint(["sync"], env)).out).toBe("Nothing new.\n");
  },
);
