/** Loaded before the reporter: kills the process at the step and moment that a variable names. */
import process from "node:process";
import { atEachDiskStep } from "./disk-steps.ts";

const [step, moment] = (process.env["TEST_KILL_AT"] ?? "").split(" ");
let steps = 0;

const isNow = () => ++steps === Number(step);

function die(): never {
  process.kill(process.pid, "SIGKILL");
  // The signal comes a moment later, in which nothing may happen.
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

atEachDiskStep(({ make, makeHalf }) => {
  if (!isNow()) return make();
  if (moment === "half") makeHalf();
  if (moment === "after") make();
  return die();
});

const realFetch = globalThis.fetch;
globalThis.fetch = async (...args) => {
  if (!isNow()) return realFetch(...args);
  const answer = moment === "before" ? undefined : realFetch(...args).catch(() => {});
  if (moment === "half") await new Promise((resolve) => setTimeout(resolve, 3));
  if (moment === "after") await answer;
  return die();
};
