import { existsSync, mkdirSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { draftOf, openStateFolder } from "#reporter/config/state-folder.ts";
import { anIo } from "./support/command-io.ts";
import { aFolder } from "./support/temporary-folder.ts";

test("what killed processes were writing is removed after an hour, and nothing else", () => {
  const folder = aFolder();
  const old = Date.now() / 1_000 - 3_601;
  const files = ["", "outbox", "library"].flatMap((place) => {
    mkdirSync(path.join(folder, place), { recursive: true });
    const file = path.join(folder, place, "file");
    return [file, draftOf(file), draftOf(file)];
  });
  for (const [at, file] of files.entries()) {
    writeFileSync(file, "");
    if (at % 3 < 2) utimesSync(file, old, old);
  }
  expect(openStateFolder(anIo({ STINT_HOME: folder }))).toBe(folder);
  expect(files.map(existsSync)).toEqual(files.map((_, at) => at % 3 !== 1));
});
