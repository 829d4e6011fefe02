import { appendFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { aClaudeLine, aClaudeSession } from "./support/claude-log.ts";
import { aFakeServer } from "./support/fake-server.ts";
import { aMachine, right } from "./support/reporting-machine.ts";
import { runStint, startStint, until } from "./support/run-stint.ts";
import { aSmallDisk, canMount, type SmallDisk } from "./support/small-disk.ts";
import { aFolder } from "./support/temporary-folder.ts";

const slow = 60_000;

/** A machine whose state lies there. */
async function aMachineWith(state: string) {
  const server = await aFakeServer();
  const { env, claude } = aMachine(server);
  return { server, claude, env: { ...env, STINT_HOME: state } };
}

type Machine = Awaited<ReturnType<typeof aMachineWith>>;

/** All commands are right though nothing can be kept, however often they run. */
async function expectRightWithoutState({ server, claude, env }: Machine) {
  aClaudeSession(claude, 30);
  for (let time = 0; time < 2; time++) {
    const costs = await runStint(["costs", "--json"], env);
    expect(costs).toMatchObject({ code: 0, err: "" });
    expect(JSON.parse(costs.out).totals).toMatchObject(right(30));
    const synced = await runStint(["sync", "--progress", "none"], env);
    expect(synced).toMatchObject({ code: 0, err: expect.stringContaining("Cannot note what") });
    expect(server.totals()).toEqual(right(30));
  }
  const doctor = await runStint(["doctor", "--json"], env);
  expect(doctor.code).toBe(1);
  expect(JSON.parse(doctor.out).problems).toContainEqual(
    expect.stringContaining(`Nothing can be kept in ${env["STINT_HOME"]}`),
  );
}

/** Follows the logs though nothing can be kept, and answers the running program. */
async function watchWithoutState({ server, claude, env }: Machine) {
  const session = aClaudeSession(claude, 10);
  const running = startStint(["watch"], env);
  const stored = (count: number) => until(() => server.usage.size === count, running.err, 20_000);
  await stored(10);
  appendFileSync(session.file, aClaudeLine(session.id));
  await stored(11);
  return { running, session, stored };
}

const beginnings: [string, (disk: SmallDisk) => void][] = [
  ["full", (disk) => disk.fill()],
  ["read-only", (disk) => disk.setReadOnly()],
];

describe.skipIf(!canMount())("the state folder is on a disk that is", () => {
  test.each(beginnings)(
    "%s: figures and uploads are right, and doctor says it",
    { timeout: slow },
    async (_, begin) => {
      const disk = aSmallDisk();
      begin(disk);
      await expectRightWithoutState(await aMachineWith(path.join(disk.folder, "state")));
    },
  );

  test.each(beginnings)("%s: watch goes on and ends well", { timeout: slow }, async (_, begin) => {
    const disk = aSmallDisk();
    begin(disk);
    const machine = await aMachineWith(disk.folder);
    const { running } = await watchWithoutState(machine);
    running.child.kill("SIGTERM");
    expect(await running.ended).toBe(0);
    expect(machine.server.totals()).toEqual(right(11));
  });

  test(
    "full for a while: watch keeps everything when there is room again",
    { timeout: slow },
    async () => {
      const disk = aSmallDisk();
      disk.fill();
      const machine = await aMachineWith(disk.folder);
      const { running, session, stored } = await watchWithoutState(machine);
      disk.makeRoom();
      appendFileSync(session.file, aClaudeLine(session.id));
      await stored(12);
      running.child.kill("SIGTERM");
      expect(await running.ended).toBe(0);
      // All of it was noted after all.
      const idle = await runStint(["sync", "--json"], machine.env);
      expect(JSON.parse(idle.out)).toMatchObject({ sent: 0, requests: 0 });
      expect(machine.server.totals()).toEqual(right(12));
    },
  );

  test("filled up in the middle of a back-fill", { timeout: slow }, async () => {
    const disk = aSmallDisk("64k");
    const { server, claude, env } = await aMachineWith(disk.folder);
    aClaudeSession(claude, 6_000);
    for (let time = 0; time < 2; time++) {
      expect(await runStint(["sync"], env)).toMatchObject({ code: 0 });
      expect(server.totals()).toEqual(right(6_000));
    }
    const costs = await runStint(["costs", "--json"], env);
    expect(JSON.parse(costs.out).totals).toMatchObject(right(6_000));
  });
});

test(
  "the state folder cannot be made: figures and uploads are right",
  { timeout: slow },
  async () => {
    const file = path.join(aFolder(), "file");
    writeFileSync(file, "");
    await expectRightWithoutState(await aMachineWith(path.join(file, "state")));
  },
);

test("the state folder is deleted while watch runs", { timeout: slow }, async () => {
  const machine = await aMachineWith(path.join(aFolder(), "state"));
  const { running, session, stored } = await watchWithoutState(machine);
  for (let round = 1; round <= 3; round++) {
    // The watch may write while it is deleted.
    const folder = machine.env["STINT_HOME"] ?? "";
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 10 });
    appendFileSync(session.file, aClaudeLine(session.id));
    await stored(11 + round);
  }
  running.child.kill("SIGTERM");
  expect(await running.ended).toBe(0);
  expect(await runStint(["sync"], machine.env)).toMatchObject({ code: 0 });
  expect(machine.server.totals()).toEqual(right(14));
});
