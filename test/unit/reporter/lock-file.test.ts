import { existsSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { lockHolder, type Processes, silentAfterMs, takeLock } from "#reporter/watch/lock-file.ts";
import { aFolder } from "./support/temporary-folder.ts";

/** Processes of a machine where only some numbers are alive. */
function aMachine(alive: number[], now = () => Date.now()) {
  return (pid: number): Processes => ({ pid, isAlive: (other) => alive.includes(other), now });
}

const later = () => Date.now() + silentAfterMs + 1_000;
const aLock = () => path.join(aFolder(), "outbox", "watch.lock");

test("one holder at a time, and the next one after it", () => {
  const file = aLock();
  const process = aMachine([1, 2]);
  const first = takeLock(file, process(1));
  expect(takeLock(file, process(2))).toMatchObject({ type: "taken", holder: { pid: 1 } });
  expect(lockHolder(file, process(2))).toMatchObject({ pid: 1 });
  if (first.type !== "held") throw new Error("not held");
  expect(first.lock.beat()).toBe(true);
  first.lock.release();
  expect(existsSync(file)).toBe(false);
  expect(takeLock(file, process(2)).type).toBe("held");
});

test("the lock of a dead process is taken over, and nothing is left behind", () => {
  const file = aLock();
  takeLock(file, aMachine([1])(1));
  expect(takeLock(file, aMachine([2])(2)).type).toBe("held");
  expect(readdirSync(path.dirname(file))).toEqual(["watch.lock"]);
});

test("a holder that is silent for long is gone, though its number lives", () => {
  const file = aLock();
  takeLock(file, aMachine([1, 2])(1));
  expect(takeLock(file, aMachine([1, 2], later)(2)).type).toBe("held");
});

test("a holder that was taken over notices, and leaves the other's lock alone", () => {
  const file = aLock();
  const first = takeLock(file, aMachine([1, 2])(1));
  const second = takeLock(file, aMachine([2])(2));
  if (first.type !== "held" || second.type !== "held") throw new Error("not held");
  expect(first.lock.beat()).toBe(false);
  first.lock.release();
  expect(second.lock.beat()).toBe(true);
});

test("a lock that someone deleted is put back", () => {
  const file = aLock();
  const outcome = takeLock(file, aMachine([1])(1));
  if (outcome.type !== "held") throw new Error("not held");
  outcome.lock.release();
  expect(outcome.lock.beat()).toBe(true);
  expect(existsSync(file)).toBe(true);
});

test("a half-written lock is waited for, and then it is garbage", () => {
  const file = aLock();
  const process = aMachine([1]);
  takeLock(file, process(1));
  writeFileSync(file, "");
  expect(takeLock(file, process(1)).type).toBe("taken");
  const old = Date.now() / 1_000 - 60;
  utimesSync(file, old, old);
  expect(takeLock(file, process(1)).type).toBe("held");
});
