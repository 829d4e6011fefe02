import { rmSync } from "node:fs";
import path from "node:path";
import type { CommandIo } from "../output/command-io.ts";
import { fieldOf, readStateFile, textOf, writeStateFile } from "./state-file.ts";

/** What a login leaves behind. */
export type Credentials = {
  url: string;
  token: string;
  machine: { id: string; name: string };
  workspace: { id: string; slug: string; name: string };
  /** Where the login was; empty where an earlier version did not note it. */
  host: string;
};

const fileIn = (folder: string) => path.join(folder, "credentials.json");

/** The stored login, or undefined where there is none that makes sense. */
export function readCredentials(folder: string): Credentials | undefined {
  const stored = readStateFile(fileIn(folder));
  const url = textOf(stored, "url");
  const token = textOf(stored, "token");
  if (!url || !token) return undefined;

  const machine = fieldOf(stored, "machine");
  const workspace = fieldOf(stored, "workspace");
  return {
    url,
    token,
    machine: { id: textOf(machine, "id") ?? "", name: textOf(machine, "name") ?? "" },
    workspace: {
      id: textOf(workspace, "id") ?? "",
      slug: textOf(workspace, "slug") ?? "",
      name: textOf(workspace, "name") ?? "",
    },
    host: textOf(stored, "host") ?? "",
  };
}

/** True of a login that came here with a copy of another host's state folder, or with a folder that several share. */
export function isOfAnotherHost(
  login: Credentials | undefined,
  { hostId }: Pick<CommandIo, "hostId">,
): boolean {
  return login !== undefined && login.host !== "" && login.host !== hostId();
}

/** Keeps a login, mode 600. */
export function writeCredentials(folder: string, credentials: Credentials): void {
  writeStateFile(fileIn(folder), `${JSON.stringify(credentials, null, 2)}\n`);
}

/** Forgets the login. */
export function deleteCredentials(folder: string): void {
  rmSync(fileIn(folder), { force: true });
}
