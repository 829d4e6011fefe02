import process from "node:process";
import { buildApp } from "#worker/commands/local/server.ts";

/** Before the browser tests: each would else build the app for itself, and they run at the same time. */
export async function setup(): Promise<void> {
  const mode = process.env["NODE_ENV"];
  process.env["NODE_ENV"] = "production";
  await buildApp();
  process.env["NODE_ENV"] = mode;
}
