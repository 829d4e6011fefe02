import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import {
  plantCopilotStore,
  plantGoose,
  plantOpenCode,
  plantOpenCodeFiles,
} from "./planted-databases.ts";
import { plantedAmp, plantedExtensions, plantedProgram } from "./planted-documents.ts";

type RootOf = (variable: string) => string;

/** What keeps documents or a database, by its name: writes its logs below the roots that variables name. */
export const plantedAgents: Record<string, (rootOf: RootOf, cwd: string) => void> = {
  Amp: (rootOf, cwd) => writeDocuments(rootOf, plantedAmp(cwd)),
  "Cline, Roo Code and Kilo Code": (rootOf, cwd) => writeDocuments(rootOf, plantedExtensions(cwd)),
  "Cline's program": (rootOf, cwd) => writeDocuments(rootOf, plantedProgram(cwd)),
  Goose: (rootOf, cwd) => plantGoose(rootOf("GOOSE_PATH_ROOT"), cwd),
  "OpenCode's database": (rootOf, cwd) => plantOpenCode(rootOf("OPENCODE_DATA_DIR"), cwd),
  "OpenCode's files": (rootOf, cwd) => plantOpenCodeFiles(rootOf("OPENCODE_DATA_DIR"), cwd),
  "Copilot CLI's store": (rootOf, cwd) => plantCopilotStore(rootOf("COPILOT_HOME"), cwd),
};

function writeDocuments(rootOf: RootOf, { variable, files }: ReturnType<typeof plantedAmp>): void {
  for (const [name, document] of Object.entries(files)) {
    const file = path.join(rootOf(variable), name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(document));
  }
}
