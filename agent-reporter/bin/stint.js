#!/usr/bin/env node
import module from "node:module";

// Node 22 and later keep what they compiled: the program starts in half the time.
module.enableCompileCache?.();

if (import.meta.url.endsWith("/bin/stint.js") && !process.features.typescript) {
  console.error(
    "stint: Node 22.18 or later runs this folder as it is; `npx stint` here finds one.",
  );
  process.exit(1);
}

const [name, ...rest] = process.argv.slice(2);

void start();

/** Agents wait for the first two, so that they do not load the rest. */
async function start() {
  if (name === "hook" && !asksForHelp()) {
    const { runHook } = await import("../beside/hook-main.ts");
    await runHook(rest);
    process.exit(0);
  }
  if (name === "statusline" && rest.length === 0) {
    const { runStatusline } = await import("../beside/statusline-main.ts");
    await runStatusline();
    process.exit(0);
  }
  await import("../cli.ts");
}

function asksForHelp() {
  return rest.includes("--help") || rest.includes("-h");
}
