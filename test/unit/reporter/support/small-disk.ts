import { execFileSync } from "node:child_process";
import { appendFileSync, rmSync } from "node:fs";
import path from "node:path";
import { onTestFinished } from "vitest";
import { aFolder } from "./temporary-folder.ts";

/** A disk of its own that a test can fill, empty and make read-only. */
export type SmallDisk = {
  folder: string;
  fill: () => void;
  makeRoom: () => void;
  setReadOnly: () => void;
};

const mount = (...args: string[]) => execFileSync("mount", args, { stdio: "ignore" });
const unmount = (folder: string) => execFileSync("umount", ["-l", folder], { stdio: "ignore" });

/** Whether this system lets us have one. */
export function canMount(): boolean {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return false;
  try {
    const folder = "/mnt";
    mount("-t", "tmpfs", "-o", "size=64k", "stint-test", folder);
    unmount(folder);
    return true;
  } catch {
    return false;
  }
}

export function aSmallDisk(size = "512k"): SmallDisk {
  const folder = aFolder();
  mount("-t", "tmpfs", "-o", `size=${size}`, "stint-test", folder);
  onTestFinished(() => void unmount(folder));
  const filler = path.join(folder, "filler");
  return {
    folder,
    fill: () => {
      for (const bytes of [4_096, 1]) fillWith(filler, Buffer.alloc(bytes));
    },
    makeRoom: () => rmSync(filler),
    setReadOnly: () => void mount("-o", "remount,ro", folder),
  };
}

function fillWith(file: string, bytes: Buffer): void {
  try {
    for (;;) appendFileSync(file, bytes);
  } catch {
    // Full.
  }
}
