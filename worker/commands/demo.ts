/**
 * `npm run demo`: a workspace "Sample data" with 30 generated days of several people, to look around in. Fills the
 * Stint that runs at PORT, or starts one and keeps serving. Everything generated is labelled as sample.
 */
import process from "node:process";
import { fillSampleWorkspace } from "./demo/sample-workspace.ts";
import { endAll } from "./local/processes.ts";
import {
  applyMigrations,
  buildApp,
  isRunning,
  localStint,
  requirePlace,
  startServer,
} from "./local/server.ts";
import { signInLink } from "./local/sign-in.ts";

const say = (text: string) => process.stderr.write(`${text}\n`);

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => void endAll().then(() => process.exit(0)));
}

const stint = localStint();
const wasRunning = await isRunning(stint);
try {
  if (!wasRunning) {
    say("Starting Stint");
    await requirePlace(stint);
    await buildApp();
    await applyMigrations(stint);
    await startServer(stint, say);
  }
  say("Generating 30 days of sample work");
  const sample = await fillSampleWorkspace(stint, say);
  const link = await signInLink(stint, { to: `/w/${sample.slug}` });
  say(`\n  Open  ${link}\n`);
  if (!wasRunning) say("  The link signs you in once. Ctrl-C ends everything.\n");
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  await endAll();
  process.exitCode = 1;
}
