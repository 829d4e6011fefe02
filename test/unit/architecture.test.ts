import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

/** Who may import whom. Everything not listed is forbidden; a folder may always import itself. */
const mayImport: Record<string, string[]> = {
  "worker/contract": ["zod", "@pydantic/genai-prices"],
  "agent-reporter": ["worker/contract", "node:", "zod", "jsonc-parser", "diff"],
  web: [
    "worker/contract",
    "react",
    "react-dom",
    "@tanstack/",
    "radix-ui",
    "lucide-react",
    "recharts",
    "cmdk",
    "markdown-to-jsx",
    "partysocket",
    "date-fns",
    "@date-fns/tz",
    "clsx",
    "class-variance-authority",
    "@fontsource-variable/",
  ],
  "worker/domain": ["worker/contract", "date-fns", "@date-fns/tz", "node:crypto"],
  "worker/db": ["drizzle-orm"],
  "worker/live": [
    "worker/contract",
    "worker/domain",
    "worker/operations",
    "worker/db/client.ts",
    "worker/errors.ts",
    "cloudflare:workers",
  ],
  "worker/operations": [
    "worker/contract",
    "worker/domain",
    "worker/db",
    "worker/live/stubs.ts",
    "worker/errors.ts",
    "drizzle-orm",
  ],
  "worker/mail": ["worker/errors.ts"],
  "worker/auth": [
    "worker/contract",
    "worker/db",
    "worker/mail",
    "worker/operations",
    "worker/errors.ts",
    "better-auth",
    "drizzle-orm",
  ],
  "worker/http": [
    "worker/contract",
    "worker/operations",
    "worker/live/stubs.ts",
    "worker/db/client.ts",
    "worker/auth",
    "worker/mail",
    "worker/domain",
    "worker/errors.ts",
    "hono",
    "@hono/",
    "zod",
  ],
  "worker/jobs": ["worker/operations", "worker/db/client.ts", "worker/domain"],
  "worker/commands": [
    "worker/contract",
    "worker/db",
    "worker/operations",
    "node:",
    "zod",
    "wrangler",
    "rolldown",
  ],
};

test.each(Object.entries(mayImport))("%s imports only what it may", (folder, allowed) => {
  const violations = sourcesOf(folder)
    .flatMap((file) => importsOf(file).map((imported) => ({ file, imported })))
    .filter(({ imported }) => !allowed.concat(folder).some((one) => covers(one, imported)));

  expect(violations).toEqual([]);
});

test("every source folder has its row in the table", () => {
  const folders = globSync("worker/*/**/*.ts").filter((file) => !isOwnedBy(file, mayImport));
  expect(folders).toEqual([]);
});

test("a forbidden import is seen", () => {
  expect(covers("worker/live/stubs.ts", "worker/live/session-live.ts")).toBe(false);
  expect(covers("zod", "zodiac")).toBe(false);
  expect(covers("@tanstack/", "@tanstack/react-query")).toBe(true);
});

function sourcesOf(folder: string): string[] {
  return globSync(`${folder}/**/*.{ts,tsx}`)
    .filter((file) => !/\.(gen|d)\.ts$/.test(file) && !file.includes("node_modules"))
    .filter((file) => !file.includes("web/pages/") && !file.includes("agent-reporter/dist/"));
}

const isOwnedBy = (file: string, table: Record<string, string[]>) =>
  Object.keys(table).some((folder) => covers(folder, file));

/** `zod` covers `zod` and `zod/mini`; a trailing `/` or `:` covers whatever follows. */
const covers = (allowed: string, imported: string) =>
  imported === allowed || imported.startsWith(/[/:]$/.test(allowed) ? allowed : `${allowed}/`);

/** Import targets: repository paths for our own files, package names for the rest. */
function importsOf(file: string): string[] {
  const text = readFileSync(file, "utf8");
  const found = text.matchAll(
    /^(?:import|export)\b[^"';]*?\bfrom\s+"([^"]+)"|(?:^import\s+|\bimport\()"([^"]+)"/gm,
  );
  return Array.from(found, ([, from, bare]) => {
    const specifier = from ?? bare ?? "";
    if (specifier.startsWith(".")) return path.posix.join(path.posix.dirname(file), specifier);
    return specifier
      .replace(/^#contract\//, "worker/contract/")
      .replace(/^#reporter\//, "agent-reporter/")
      .replace(/^#/, "");
  });
}
