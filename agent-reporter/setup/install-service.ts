import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { readCredentials } from "../config/credentials.ts";
import { writeStateFile } from "../config/state-file.ts";
import { failed, notSignedIn } from "../output/command-error.ts";
import type { CommandIo } from "../output/command-io.ts";
import { isTemporary } from "./own-command.ts";
import { runProgram } from "../output/run-program.ts";
import { type Service, serviceFor } from "./service-files.ts";

/** The service of this machine for the state folder. */
export const ownService = (io: CommandIo, folder: string): Service =>
  serviceFor({ ...io, userId: process.getuid?.() ?? 0 }, folder);

export const isInstalled = ({ file }: Service): boolean => existsSync(file);

/** True where it is there as it would be written now. */
export const isCurrent = ({ file, content, encoding }: Service): boolean =>
  existsSync(file) && readFileSync(file, encoding) === content;

/** The file and the commands, for a person to look at. */
export function describeService({ file, content, install }: Service): string {
  const body = content.replace("\uFEFF", "").trimEnd().replaceAll(/^/gm, "+ ");
  const commands = install.map((words) => `$ ${words.join(" ")}`).join("\n");
  return `${file}\n${body}\n${commands}\n`;
}

/** What has to hold before a service can do its work. */
export function requireServable(io: CommandIo, folder: string): void {
  if (!readCredentials(folder)) {
    const why = io.env["STINT_TOKEN"] ? "; STINT_TOKEN is never written into a service" : "";
    throw notSignedIn(`A service needs a stored login${why}.`);
  }
  if (isTemporary(io.program)) {
    throw failed(
      "This copy of stint lies in npx's cache, which is cleaned up some day.",
      "Install it first: `npm install --global stint`.",
    );
  }
}

/** Writes the file and starts the service; where that fails the file is taken back. */
export async function installService(io: CommandIo, service: Service): Promise<void> {
  const { file, content, encoding } = service;
  mkdirSync(path.dirname(file), { recursive: true });
  // One that runs already is ended first, so that it starts as it is written now.
  if (io.platform !== "linux")
    for (const words of service.uninstall) await runProgram(words, io.env);
  writeStateFile(file, Buffer.from(content, encoding));
  for (const words of service.install) {
    const { code, said } = await runProgram(words, io.env);
    if (code === 0) continue;
    rmSync(file, { force: true });
    for (const after of service.afterUninstall) await runProgram(after, io.env);
    const what = said.split("\n", 1)[0] ?? "";
    throw failed(`\`${words.join(" ")}\` failed${what ? `: ${what}` : ""}.`, wayOut(io.platform));
  }
}

const wayOut = (platform: string) =>
  platform === "linux"
    ? "Without systemd for users (a container, WSL, SSH without a session) start it yourself:\n  nohup stint watch --progress lines >/dev/null 2>&1 &"
    : "Start it yourself: `stint watch` in a terminal of its own.";

/** Ends the service and removes its file; there being none is no failure. */
export async function uninstallService(io: CommandIo, service: Service): Promise<boolean> {
  const wasThere = isInstalled(service);
  if (!wasThere) return false;
  for (const words of service.uninstall) await runProgram(words, io.env);
  rmSync(service.file, { force: true });
  for (const words of service.afterUninstall) await runProgram(words, io.env);
  return true;
}
