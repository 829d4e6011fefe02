import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Plugin } from "vite";

const samples = path.resolve(import.meta.dirname, "../../../shared/real-clients/samples");
/** With the folder that the clients keep their logs in. */
const clients = {
  "claude-2.1.329": "projects",
  "codex-0.169.0": "sessions",
  "gemini-0.61.0": "tmp",
};

const index = "virtual:captures";

/**
 * What real clients wrote and exported, as the module `virtual:captures`, since workerd has no files; each capture is a
 * module of its own, since messages to workerd are at most 1 MiB. Empty where there are none.
 */
export const capturesPlugin = (): Plugin => ({
  name: "captures",
  resolveId: (id) => (id.startsWith(index) ? `\0${id}` : undefined),
  load(id) {
    if (id === `\0${index}`) return listCaptures();
    if (!id.startsWith(`\0${index}/`)) return undefined;
    return readCapture(id.slice(index.length + 2));
  },
});

function listCaptures(): string {
  if (!existsSync(samples)) {
    console.warn("\n*** ../shared/real-clients is absent: telemetry's captures are SKIPPED. ***\n");
    return "export default []";
  }
  const names = Object.keys(clients).flatMap((client) =>
    readdirSync(path.join(samples, client)).map((name) => `${client}/${name}`),
  );
  const imports = names.map((name, at) => `import c${at} from "${index}/${name}";`);
  return `${imports.join("\n")}\nexport default [${names.map((_, at) => `c${at}`).join(", ")}];`;
}

async function readCapture(name: string): Promise<string> {
  const of = (file: string) => path.join(samples, name, file);
  const lines = (signal: string) =>
    readFileSync(of(`otel/${signal}.jsonl`), "utf8")
      .split("\n")
      .filter(Boolean)
      .map((line): unknown => JSON.parse(line));
  const capture = {
    name,
    logs: lines("logs").map((line) => JSON.parse(JSON.stringify(line, withoutNoise)).body),
    items: await readLogs(name),
    served: JSON.parse(readFileSync(of("expected-usage.json"), "utf8")).total,
  };
  return `export default ${JSON.stringify(capture)}`;
}

/** Of a hundred kinds of records, those of usage and those that hold content. */
const kept =
  /"(?:api_request|user_prompt|tool_result|tool_decision|api_error|assistant_response|response\.completed|codex\.(?:user_prompt|tool_result|api_request)|gemini_cli\.(?:api_request|api_response|api_error|user_prompt|tool_call))"/;

const withoutNoise = (key: string, value: unknown): unknown =>
  key === "logRecords" && Array.isArray(value)
    ? value.filter((record) => kept.test(JSON.stringify(record)))
    : value;

type ReadItems = (env: Record<string, string>) => Promise<unknown[]>;

async function readLogs(name: string) {
  const folder = Object.entries(clients).find(([client]) => name.startsWith(client))?.[1] ?? "";
  const home = mkdtempSync(path.join(tmpdir(), "stint-capture-"));
  cpSync(path.join(samples, name, "sessions"), path.join(home, folder), { recursive: true });
  // By its path: the reporter is TypeScript that Node reads itself, and not a part of what this file is built into.
  const url = pathToFileURL(path.join(import.meta.dirname, "open-logs.ts"));
  const { readItems } = (await import(url.href)) as { readItems: ReadItems };
  const items = await readItems({
    CLAUDE_CONFIG_DIR: home,
    CODEX_HOME: home,
    GEMINI_DATA_DIR: home,
  });
  rmSync(home, { recursive: true });
  return items;
}
