import path from "node:path";
import { describe, expect, test } from "vitest";
import type { IngestItem } from "#contract/ingest.ts";
import { describeFolder } from "#reporter/library/project-key.ts";
import { openLibrary } from "#reporter/library/library.ts";
import { content, fileWord, named, place } from "#test/support/planted-content.ts";
import { aFolder } from "#test/unit/reporter/support/temporary-folder.ts";
import { plantedAgents } from "./support/planted-agents.ts";

async function readPlanted(
  plant: (typeof plantedAgents)[string],
  titles: boolean,
): Promise<IngestItem[]> {
  const folder = path.join(aFolder(), place);
  const env: Record<string, string> = { HOME: path.join(folder, "home") };
  plant((variable) => (env[variable] = path.join(folder, variable)), path.join(folder, "shop"));
  const options = { env, stateDir: null, titles };
  const library = await openLibrary({ ...options, describe: async (cwd) => describeFolder(cwd) });
  await library.refresh();
  return [...library.items()];
}

describe.each(Object.entries(plantedAgents))("%s", (name, plant) => {
  test("of what people and agents wrote and read nothing is in an item", async () => {
    const items = await readPlanted(plant, true);
    const types = new Set(items.map(({ type }) => type));
    expect([...types]).toEqual(expect.arrayContaining(["run", "usage"]));
    const text = JSON.stringify(items);
    for (const secret of [content, fileWord, place]) expect(text).not.toContain(secret);
    if (types.has("tool"))
      expect(items.some((one) => one.type === "tool" && one.destructive)).toBe(true);
    // What stores and extensions call a session is a prompt's beginning, which is never told.
    expect(text.includes(named)).toBe(!/Cline/.test(name));
  });

  test("nor what sessions and branches are called, where the user says so", async () => {
    expect(JSON.stringify(await readPlanted(plant, false))).not.toContain(named);
  });
});
