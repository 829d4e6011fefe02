import { readFileSync } from "node:fs";
import { isObject, textOf } from "../json-values.ts";

/** What kind of sub-agent it is stands in a small file beside its transcript; older versions have none. */
export function readAgentType(transcript: string): string | null {
  try {
    const path = transcript.replace(/\.jsonl$/, ".meta.json");
    const meta: unknown = JSON.parse(readFileSync(path, "utf8"));
    return isObject(meta) ? textOf(meta["agentType"], 100) : null;
  } catch {
    return null;
  }
}
