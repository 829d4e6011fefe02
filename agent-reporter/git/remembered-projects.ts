import path from "node:path";
import { fieldOf, readStateFile, textOf, writeStateFile } from "../config/state-file.ts";
import type { DirectoryFacts } from "../library/library-types.ts";

type Project = NonNullable<DirectoryFacts["project"]>;

const maxRemembered = 5_000;

/**
 * The project that git last told for a folder. Work trees and clones are deleted while their logs stay, and their
 * runs must not move to another project for that. Kept on this machine only.
 */
export class RememberedProjects {
  #file: string | null;
  #projects = new Map<string, Project>();
  #isChanged = false;

  constructor(stateFolder: string | null) {
    this.#file = stateFolder === null ? null : path.join(stateFolder, "projects.json");
    const stored = this.#file === null ? undefined : readStateFile(this.#file);
    if (typeof stored !== "object" || stored === null) return;
    for (const folder of Object.keys(stored)) {
      const project = fieldOf(stored, folder);
      const key = textOf(project, "key");
      const name = textOf(project, "name");
      if (key && name) this.#projects.set(folder, { key, name });
    }
  }

  get(folder: string): Project | undefined {
    return this.#projects.get(folder);
  }

  set(folder: string, { key, name }: Project): void {
    const known = this.#projects.get(folder);
    if (known?.key === key && known.name === name) return;
    this.#projects.delete(folder);
    this.#projects.set(folder, { key, name });
    this.#isChanged = true;
  }

  /** Never fails: what is not remembered is asked again. */
  save(): void {
    if (!this.#isChanged || this.#file === null) return;
    const newest = [...this.#projects].slice(-maxRemembered);
    try {
      writeStateFile(this.#file, `${JSON.stringify(Object.fromEntries(newest))}\n`);
      this.#isChanged = false;
    } catch {
      // A full disk, or a folder that went away: the next save may do.
    }
  }
}
