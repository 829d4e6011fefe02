import { statSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import type { ProjectFacts } from "#contract/ingest.ts";
import { stateFolder } from "../config/state-folder.ts";
import { directoryDescriber } from "../git/describe-directory.ts";
import { wrongUse } from "../output/command-error.ts";
import type { CommandIo } from "../output/command-io.ts";

/** The project of a folder, as uploads from there tell it; the present one unless another is named. */
export async function projectHere(
  io: CommandIo,
  folder: string | undefined,
): Promise<ProjectFacts | null> {
  const place = path.resolve(folder ?? process.cwd());
  const isFolder = statSync(place, { throwIfNoEntry: false })?.isDirectory();
  if (!isFolder) throw wrongUse(`--project: there is no folder ${place}.`);
  const { project } = await directoryDescriber(io.env, stateFolder(io)).describe(place);
  return project;
}
