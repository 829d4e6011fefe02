import { existsSync } from "node:fs";
import path from "node:path";
import { homeFolder } from "../plain/home-root.ts";
import type { LogRoot } from "../runtime-adapter.ts";

/** One of the extensions that share the form of their logs. */
export type Product = {
  runtime: string;
  /** The folders of its storage. */
  extensions: string[];
  /** Whether it has a command line program, with a folder of its own. */
  hasProgram: boolean;
  /** Whether what it counts as input holds what was cached. */
  isInclusive: boolean;
};

type Env = Record<string, string | undefined>;

const editors = ["Code", "Code - Insiders", "VSCodium", "Cursor", "Windsurf"];

/** Where editors run for windows on another machine. */
const servers = [
  ".vscode-server",
  ".vscode-server-insiders",
  ".vscodium-server",
  ".cursor-server",
  ".windsurf-server",
];

/** The storage in every editor that has one, and the program's own folder. */
export function rootsOf({ extensions, hasProgram }: Product, env: Env): LogRoot[] {
  const storages = userFolders(env).flatMap((folder) =>
    extensions.map((name) => path.join(folder, "globalStorage", name)),
  );
  const [usual] = storages;
  const found = storages.filter((storage) => existsSync(storage));
  // Where nothing was found, the usual place shows where to look.
  const shown = found.length === 0 && usual && !hasProgram ? [usual] : found;
  const roots = shown.map((storage) => ({ path: storage, fromVariable: null }));
  return hasProgram ? [programRoot(env), ...roots] : roots;
}

function programRoot(env: Env): LogRoot {
  const data = env["CLINE_DATA_DIR"];
  if (data) return { path: path.resolve(data), fromVariable: "CLINE_DATA_DIR" };
  const folder = env["CLINE_DIR"];
  if (folder) return { path: path.resolve(folder, "data"), fromVariable: "CLINE_DIR" };
  return { path: path.join(homeFolder(env), ".cline", "data"), fromVariable: null };
}

/** Editors' folders on all systems: those of the others are not there. */
function userFolders(env: Env): string[] {
  const home = homeFolder(env);
  const places = [
    env["XDG_CONFIG_HOME"] || path.join(home, ".config"),
    path.join(home, "Library", "Application Support"),
    env["APPDATA"] || path.join(home, "AppData", "Roaming"),
  ];
  return [
    ...places.flatMap((place) => editors.map((editor) => path.resolve(place, editor, "User"))),
    ...servers.map((server) => path.join(home, server, "data", "User")),
  ];
}
