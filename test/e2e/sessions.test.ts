import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SessionReport } from "#contract/reports.ts";
import type { SessionPage } from "#contract/sessions.ts";
import { aDesk, aWriterOf } from "#test/support/a-desk.ts";
import { chromiumPath } from "#test/support/chromium.ts";
import { type SignedIn, signIn } from "#test/support/signed-in.ts";
import { aStintServer, type StintServer } from "#test/support/stint-server.ts";
import { runStint } from "#test/unit/reporter/support/run-stint.ts";

describe("a session from the command line, on a real server", () => {
  let server: StintServer;
  beforeAll(async () => {
    server = await aStintServer();
  });
  afterAll(() => server?.close());

  const aDeskOf = async (email: string) => {
    const { token } = await server.aReporter(email);
    return aDesk({ url: server.url, token });
  };

  test("begins in a project that the server has not seen, pauses, goes on, and ends with its report", async () => {
    const { log, session, json, stint, sync, clone } = await aDeskOf("ada@example.com");
    expect((await session("status")).out).toBe("No session is open in new.\n");
    const begun = await json("start", "Sign", "in", "--type", "bugfix");
    expect(begun).toMatchObject({
      title: "Sign in",
      type: "bugfix",
      status: "active",
      project: { name: "new" },
    });
    log.append(1_000);
    await sync();
    expect((await json("status")).totals.events).toBe(1);

    expect((await json("pause")).status).toBe("paused");
    expect((await json("pause")).stretches).toHaveLength(1);
    log.append(1_000);
    await sync();
    expect((await json("status")).totals.events).toBe(1);
    await json("resume");
    log.append(1_000);
    await sync();

    await json("rename", "Sign", "in", "by", "code");
    await json("type", "feature");
    await json("link", "ACME-9");
    await json("link", "ACME-12", "--relationship", "completed");
    expect((await json("unlink", "ACME-9")).tasks).toMatchObject([{ key: "ACME-12" }]);
    const { out } = await session("status");
    expect(out).toMatch(/^Sign in by code\n  feature in new, active since .*, begun .*\n/);
    expect(out).toContain(", 4,000 tokens in 2 responses\n  Tasks  ACME-12 (completed)\n  Run    ");

    const words = [
      "--summary",
      "By mail",
      "--change",
      "Codes",
      "--next",
      "Limits",
      "--next",
      "Docs",
    ];
    const done = await json("complete", ...words);
    expect(done).toMatchObject({
      id: begun.id,
      status: "completed",
      summary: "By mail",
      keyChanges: ["Codes"],
      nextSteps: ["Limits", "Docs"],
      totals: { events: 2 },
    });
    // Sent once more, as after a lost answer.
    expect(await json("complete", ...words)).toEqual(done);

    const report = await stint("report", "session", "--project", clone);
    expect(report.out).toMatch(/^# Sign in by code\n/);
    expect(report.out).toContain("## Tasks completed\n\n- ACME-12\n");
    expect(report.out).toContain("## Next steps\n\n- Limits\n- Docs\n");
    const data = await stint("report", "session", begun.id, "--json");
    const { sessionId, keyChanges } = JSON.parse(data.out) as SessionReport;
    expect([sessionId, keyChanges]).toEqual([begun.id, ["Codes"]]);
    const list = await json<SessionPage>("list");
    expect(list.items.map(({ origin }) => origin).toSorted()).toEqual(["auto", "manual"]);
    expect((await session("list")).out).toMatch(/completed .* ses_\S+ +Sign in by code$/m);
  });

  test("a second one is refused with the way out; a run is split off", async () => {
    const { log, session, json, sync } = await aDeskOf("bob@example.com");
    const { id } = await json("start");
    const refused = await session("start", "Another", "--json");
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.out)).toMatchObject({
      error: { code: "session_open", session: { id, status: "active" } },
    });
    expect(refused.err).toContain(`It is ${id}: \`stint session complete\` ends it`);

    log.append(1_000);
    await sync();
    const split = await json("split", log.sessionId.slice(0, 8));
    expect(split).toMatchObject({ id, totals: { events: 0 }, byRun: [] });
    expect(await session("split", log.sessionId.slice(0, 8))).toMatchObject({ code: 1 });
    expect((await json("cancel")).status).toBe("cancelled");
    expect((await json("cancel")).id).toBe(id);
    expect((await json("start")).id).not.toBe(id);
  });

  test("what was written while the machine was away from the server comes to the session later", async () => {
    const { log, env, json, sync, session } = await aDeskOf("carol@example.com");
    const { id } = await json("start");
    const away = await runStint(["session", "pause"], { ...env, STINT_URL: "http://127.0.0.1:9" });
    expect(away.code).toBe(4);
    expect(away.err).toContain("Nothing is half done");
    log.append(1_000);
    await json("complete");
    log.append(1_000);
    await sync();
    expect((await json("status", "--session", id)).totals.events).toBe(1);
    expect((await session("resume")).code).toBe(1);
  });

  test("an agent that is run is a session, which ends with it", async () => {
    const { env, clone, log, json, sync } = await aDeskOf("eve@example.com");
    const says = { out: "", err: "" };
    const run = async (...args: string[]) => Object.assign(says, await runStint(args, env, clone));
    const agent = ["node", "-e", aWriterOf(log.file, log.lineOf(1_000)), "3"];
    expect(await run("run", "--task", "ACME-7", "--type", "bugfix", "--", ...agent)).toMatchObject({
      code: 3,
    });
    expect(says.err).toMatch(/its session is ses_[\w-]+\.\n$/);
    const [id = ""] = /ses_[\w-]+/.exec(says.err) ?? [];
    await sync();
    expect(await json("status", "--session", id)).toMatchObject({
      title: "ACME-7",
      type: "bugfix",
      status: "completed",
      summary: "The agent ended with status 3.",
      tasks: [{ key: "ACME-7", relationship: "updated" }],
      totals: { events: 1 },
    });

    // In one that is open already it goes into that, which goes on.
    const open = await json("start", "Open");
    await run("run", "--", "node", "-e", aWriterOf(log.file, log.lineOf(1_000)), "0");
    expect(says.err).toContain(`it belongs to ${open.id}, which goes on.`);
    expect(await json("status")).toMatchObject({ id: open.id, totals: { events: 1 } });
    await json("complete");

    // One that used nothing comes to nothing.
    await run("run", "--", "node", "-e", "");
    const { items } = await json<SessionPage>("list");
    expect(items[0]).toMatchObject({ status: "cancelled", totals: { events: 0 } });
    await run("run", "--no-session", "--", "node", "-e", "");
    expect((await json<SessionPage>("list")).items).toHaveLength(items.length);
  });

  test("a token that may not act on sessions is told so", async () => {
    const { token } = await server.aReporter("dan@example.com");
    const { env, session } = aDesk({ url: server.url, token: `${token}x` });
    expect(await session("start")).toMatchObject({ code: 3 });
    expect(await runStint(["session", "status"], { ...env, STINT_TOKEN: "" })).toMatchObject({
      code: 3,
    });
  });
});

describe.skipIf(!chromiumPath)("a session from the command line, in Chromium", () => {
  let signedIn: SignedIn;
  beforeAll(async () => {
    signedIn = await signIn();
  }, 180_000);
  afterAll(() => signedIn?.close());

  test("what the command line does is seen on open pages at once", async () => {
    const { page, stint, complaints } = signedIn;
    const { session, json } = aDesk(stint, "seen");
    const list = await signedIn.browser.contexts()[0]?.newPage();
    if (!list) throw new Error("There is no context.");
    const base = `${stint.url}/w/${stint.workspace}`;
    await page.goto(`${base}/live`);
    await list.goto(`${base}/sessions`);
    await page.getByText("No agent is working now").waitFor();
    for (const one of [page, list]) await one.getByText("live", { exact: true }).first().waitFor();

    const { id } = await json("start", "Seen at once");
    await within(async () => {
      await page.getByRole("heading", { name: "Seen at once" }).waitFor();
      await page.getByRole("complementary").getByText("Seen at once").waitFor();
      await list.getByRole("row", { name: /Seen at once/ }).waitFor();
    });
    await json("rename", "Another name");
    await within(async () => {
      await page.getByRole("heading", { name: "Another name" }).waitFor();
      await page.getByRole("complementary").getByText("Another name").waitFor();
      await list.getByRole("row", { name: /Another name/ }).waitFor();
    });

    await list.goto(`${base}/sessions/${id}`);
    await list.getByRole("heading", { name: "Another name" }).waitFor();
    await session("pause");
    await within(() => list.getByText("paused").first().waitFor());
    await session("complete");
    await within(async () => {
      await page.getByText("No agent is working now").waitFor();
      await list.getByText("completed").first().waitFor();
    });
    expect(complaints).toEqual([]);
  });
});

/** The messages come within a second; on a busy machine its pages are drawn later. Fetched every few seconds, they would miss this. */
async function within(shown: () => Promise<unknown>): Promise<void> {
  const since = performance.now();
  await shown();
  expect(performance.now() - since).toBeLessThan(3_000);
}
