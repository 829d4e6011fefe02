import { type FSWatcher, watch } from "node:fs";
import { lstat, readdir, stat } from "node:fs/promises";
import path from "node:path";

/** Reports which files change under some folders. What it misses, a slow poll finds. */
export type FolderWatch = {
  /** Sets the roots; new ones are added, replaced ones watched anew. */
  follow(roots: string[]): Promise<void>;
  /** True where the system would not give enough watches. */
  isLimited(): boolean;
  close(): void;
};

type Watched = { watcher: FSWatcher; inode: number };

/**
 * Node's recursive watch is native on macOS and Windows. On Linux it takes a watch for each file and can fail on
 * files that vanish, so there each folder has a watch of its own, which also tells of the files in it.
 */
export function watchFolders(
  onChange: (file: string) => void,
  platform: string,
  skips: (folder: string) => boolean = () => false,
): FolderWatch {
  return new Folders(onChange, platform === "darwin" || platform === "win32", skips);
}

class Folders implements FolderWatch {
  #onChange: (file: string) => void;
  #isNative: boolean;
  #skips: (folder: string) => boolean;
  #watched = new Map<string, Watched>();
  #isLimited = false;
  #isClosed = false;

  constructor(
    onChange: (file: string) => void,
    isNative: boolean,
    skips: (folder: string) => boolean,
  ) {
    this.#onChange = onChange;
    this.#isNative = isNative;
    this.#skips = skips;
  }

  async follow(roots: string[]): Promise<void> {
    for (const root of roots) {
      const inode = await inodeOf(root);
      if (inode === undefined || this.#watched.get(root)?.inode === inode) continue;
      this.#drop(root);
      await this.#add(root, () => {});
    }
  }

  isLimited(): boolean {
    return this.#isLimited;
  }

  close(): void {
    this.#isClosed = true;
    for (const { watcher } of this.#watched.values()) watcher.close();
    this.#watched.clear();
  }

  /** The watch first, then the listing: a file that appears in between is seen twice rather than never. */
  async #add(folder: string, onFile: (file: string) => void): Promise<void> {
    const inode = await inodeOf(folder);
    if (this.#isClosed || inode === undefined || this.#watched.has(folder)) return;
    if (this.#skips(folder)) return;
    if (!this.#watch(folder, inode) || this.#isNative) return;

    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (entry.name === ".git") continue;
      const found = path.join(folder, entry.name);
      if (entry.isDirectory()) await this.#add(found, onFile);
      else onFile(found);
    }
  }

  #watch(folder: string, inode: number): boolean {
    try {
      const watcher = watch(folder, { recursive: this.#isNative }, (event, name) => {
        void this.#changed(folder, event, name);
      });
      watcher.on("error", () => this.#drop(folder));
      this.#watched.set(folder, { watcher, inode });
      return true;
    } catch {
      // No watches left (ENOSPC, EMFILE), or the folder is gone again.
      this.#isLimited = true;
      return false;
    }
  }

  async #changed(folder: string, event: string, name: string | null): Promise<void> {
    if (this.#isClosed) return;
    if (name === null) {
      this.#onChange(folder);
      return;
    }
    const file = path.join(folder, name);
    if (event === "rename" && !this.#isNative) await this.#renamed(folder, file);
    this.#onChange(file);
  }

  /** Something appeared or went away. */
  async #renamed(folder: string, file: string): Promise<void> {
    const found = await lstat(file).catch(() => undefined);
    if (found?.isDirectory()) {
      this.#drop(file);
      await this.#add(file, this.#onChange);
      return;
    }
    if (found) return;
    this.#drop(file);
    if ((await inodeOf(folder)) === undefined) this.#drop(folder);
  }

  /** The folder and all under it. */
  #drop(folder: string): void {
    for (const [place, { watcher }] of this.#watched) {
      if (place !== folder && !place.startsWith(folder + path.sep)) continue;
      watcher.close();
      this.#watched.delete(place);
    }
  }
}

async function inodeOf(folder: string): Promise<number | undefined> {
  const found = await stat(folder).catch(() => undefined);
  return found?.isDirectory() ? found.ino : undefined;
}
