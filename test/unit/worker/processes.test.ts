import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { aFolder } from "../reporter/support/temporary-folder.ts";
import { localStint, requirePlace } from "#worker/commands/local/server.ts";

const root = path.resolve(import.meta.dirname, "../../..");
const node = path.join(root, "node_modules/.bin/node");
const processes = path.join(root, "worker/commands/local/processes.ts");

/** A program that starts another one, as `npm start` does, and tells its process id. */
function aStarter(): ChildProcess {
  const folder = aFolder();
  const lasting = path.join(folder, "lasting.mjs");
  const starter = path.join(folder, "starter.mjs");
  writeFileSync(lasting, "setInterval(() => {}, 1000);");
  writeFileSync(
    starter,
    `import { startNode } from ${JSON.stringify(processes)};
     console.log(startNode(${JSON.stringify(lasting)}, [], { stdio: "ignore" }).pid);`,
  );
  const child = spawn(node, [starter], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

test("what was started ends where its starter is killed", async () => {
  const starter = aStarter();
  const [line] = starter.stdout ? await once(starter.stdout, "data") : [];
  const pid = Number(line);
  expect(isAlive(pid)).toBe(true);

  starter.kill("SIGKILL");
  await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
});

test("a port that something else has is told before anything is built", async () => {
  const dataDir = aFolder();
  const server = createServer((_, response) => response.writeHead(404).end());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;

  const stint = localStint({ PORT: String(port), STINT_DATA: dataDir });
  await expect(requirePlace(stint)).rejects.toThrow(/is taken.*PORT=\d+ npm start/);
});

test("a data folder that is none is told by its variable's name", async () => {
  const file = path.join(aFolder(), "file");
  writeFileSync(file, "");
  await expect(requirePlace(localStint({ STINT_DATA: file }))).rejects.toThrow(/STINT_DATA/);
});

test("empty variables are as good as none", () => {
  expect(localStint({ PORT: "", STINT_DATA: "" })).toEqual(localStint({}));
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
