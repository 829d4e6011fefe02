import { appendFileSync, existsSync, readFileSync, rmSync, statSync, truncateSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { aMachine, parts, Sessions } from "./support/kept-sums.ts";

const steps = ["append", "begin", "fork", "copy", "junk", "delete", "cut", "nothing"] as const;
const step = fc.record({
  what: fc.constantFrom(...steps),
  at: fc.nat(9),
  from: fc.nat(9),
});

/** What leaves nothing to remember of logs that are no more. */
const growth = fc.record({
  what: fc.constantFrom("append", "begin", "fork", "copy", "junk"),
  at: fc.nat(9),
  from: fc.nat(9),
});

function take(sessions: Sessions, { what, at, from }: { what: string; at: number; from: number }) {
  const file = sessions.fileOf(at);
  const other = sessions.fileOf(from);
  const text = existsSync(other) ? readFileSync(other, "utf8") : "";
  if (what === "append") sessions.append(at, 100);
  if (what === "begin") sessions.begin();
  if (what === "fork") sessions.begin(text);
  if (what === "copy") appendFileSync(file, text.split("\n", 1).join("") + "\n");
  if (what === "junk") appendFileSync(file, '{"usage": no JSON}\n');
  if (what === "delete") rmSync(file, { force: true });
  if (what === "cut" && existsSync(file)) truncateSync(file, 10);
}

test("whatever happens to the logs, what was kept and what is new come to the whole", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 10 }), async (happening) => {
      const { logs, keeping, anew } = aMachine();
      const sessions = new Sessions(logs);
      sessions.begin();
      sessions.begin();
      expect(await keeping()).toEqual(await anew());
      for (const one of happening) {
        take(sessions, one);
        expect(await keeping()).toEqual(await anew());
      }
    }),
    { numRuns: 40 },
  );
}, 60_000);

test("what a kill loses of what was kept is read again", async () => {
  const loss = fc.option(fc.constantFrom(...parts), { freq: 2 });
  const killed = fc.record({ step: growth, loss });
  await fc.assert(
    fc.asyncProperty(fc.array(killed, { minLength: 1, maxLength: 8 }), async (happening) => {
      const { logs, keeping, anew, lose } = aMachine();
      const sessions = new Sessions(logs);
      sessions.begin();
      sessions.begin();
      await keeping();
      for (const { step: one, loss: part } of happening) {
        take(sessions, one);
        await keeping();
        if (part) lose(part);
        expect(await keeping()).toEqual(await anew());
      }
    }),
    { numRuns: 100 },
  );
}, 60_000);

test("two that add up at once, each with the half of the other's news, leave what comes to the whole", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(growth, { maxLength: 3 }), { maxLength: 4 }),
      async (rounds) => {
        const { logs, keeping, anew } = aMachine();
        const sessions = new Sessions(logs);
        sessions.begin();
        sessions.begin();
        await keeping();
        for (const round of rounds) {
          const readings = round.map((one) => {
            take(sessions, one);
            return keeping();
          });
          await Promise.all(readings);
          expect(await keeping()).toEqual(await anew());
        }
      },
    ),
    { numRuns: 40 },
  );
}, 60_000);

test("growth is told behind the sums in few bytes, and the sums are written anew before it is long", async () => {
  const { logs, keeping, anew, sumsFile } = aMachine();
  const sessions = new Sessions(logs);
  for (let at = 0; at < 20; at++) sessions.begin();
  await keeping();
  const { ino, size } = statSync(sumsFile);
  sessions.append(0, 1);
  await keeping();
  expect(statSync(sumsFile)).toMatchObject({ ino });
  expect(statSync(sumsFile).size - size).toBeLessThan(2_000);

  const sizes: number[] = [];
  for (let at = 0; at < 200; at++) {
    sessions.append(at, 1);
    await keeping();
    sizes.push(statSync(sumsFile).size);
  }
  expect(Math.max(...sizes)).toBeLessThan(2 * 65_536);
  expect(sizes.some((one, at) => at > 0 && one < (sizes[at - 1] ?? 0))).toBe(true);
  expect(await keeping()).toEqual(await anew());
}, 60_000);

test("nothing is opened where nothing changed, and only what grew where something grew", async () => {
  const { logs, opened, keeping } = aMachine();
  const sessions = new Sessions(logs);
  sessions.begin();
  sessions.begin();
  await keeping();
  opened.mockClear();

  const before = await keeping();
  expect(opened).not.toHaveBeenCalled();

  sessions.append(0, 50);
  const { cells } = await keeping();
  expect(opened.mock.calls).toEqual([[new Set([sessions.fileOf(0)])]]);
  const outputs = (list: typeof cells) => list.reduce((sum, { output }) => sum + output, 0);
  expect(outputs(cells) - outputs(before.cells)).toBe(50);
});

test("a reading that began with digests goes on from there", async () => {
  const { logs, opened, digesting, anew } = aMachine();
  const sessions = new Sessions(logs);
  sessions.begin();
  sessions.begin(readFileSync(sessions.fileOf(0), "utf8"));
  sessions.begin();
  expect(await digesting()).toEqual(await anew());
  opened.mockClear();

  sessions.append(2, 50);
  const grown = await digesting();
  expect(opened.mock.calls).toEqual([[new Set([sessions.fileOf(2)])]]);
  expect(grown).toEqual(await anew());
  opened.mockClear();

  sessions.append(0, 60);
  const forked = await digesting();
  expect(opened.mock.calls).toEqual([[new Set([sessions.fileOf(0), sessions.fileOf(1)])]]);
  expect(forked).toEqual(await anew());
});
