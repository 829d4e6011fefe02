import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { reporterVersion } from "#reporter/config/version.ts";
import { helpPage, readFlags } from "#reporter/output/flags.ts";
import { formatBytes, formatDuration } from "#reporter/output/format.ts";
import { editDistance, nearestName } from "#reporter/output/nearest-name.ts";
import { aHome, runStint } from "./support/run-stint.ts";
import { aFolder } from "./support/temporary-folder.ts";

const stint = (args: string[], env: Record<string, string> = {}) =>
  runStint(args, { ...aHome(aFolder()), ...env });

test("the version is package.json's", async () => {
  const file = path.resolve(import.meta.dirname, "../../../agent-reporter/package.json");
  const { version } = JSON.parse(readFileSync(file, "utf8"));
  expect(reporterVersion).toBe(version);
  expect(await stint(["--version"])).toEqual({ code: 0, out: `${version}\n`, err: "" });
});

test(
  "help lists the commands, and each command has a page with examples",
  { timeout: 30_000 },
  async () => {
    const { code, out } = await stint([]);
    expect(code).toBe(0);
    for (const name of [
      "costs",
      "export",
      "login",
      "logout",
      "whoami",
      "sync",
      "watch",
      "doctor",
    ]) {
      expect(out).toMatch(new RegExp(`^  ${name} `, "m"));
      const page = await stint([name, "--help"]);
      expect(page).toMatchObject({ code: 0, err: "" });
      expect(page.out).toMatch(
        new RegExp(`Usage: stint ${name}[^]*Flags:[^]*Examples:\n  stint ${name}`),
      );
      expect((await stint(["help", name])).out).toBe(page.out);
    }
  },
);

test.each([
  { args: ["snyc"], says: /Did you mean `stint sync`/ },
  { args: ["frobnicate"], says: /`stint --help` lists the commands/ },
  { args: ["--frobnicate"], says: /no flag/ },
  { args: ["constructor"], says: /no command "constructor"/ },
  { args: ["sync", "--dryrun"], says: /Did you mean --dry-run/ },
  { args: ["sync", "extra"], says: /extra/ },
  { args: ["sync", "--progress", "loud"], says: /bar, lines, json or none/ },
  { args: ["costs", "--runtime", "emacs"], says: /Agents: .*claude-code/ },
  { args: ["costs", "--since", "2026-02-30"], says: /"2026-02-30" is none/ },
  { args: ["costs", "--last", "0d"], says: /"0d" is none/ },
  { args: ["costs", "--since", "2026-11-01", "--last", "7d"], says: /one of them/ },
  { args: ["costs", "--since", "2026-11-02", "--until", "2026-11-01"], says: /No day is from/ },
  { args: ["export", "--format", "xml"], says: /json, csv, ndjson/ },
  { args: ["login", "--url"], says: /--url/ },
  { args: ["login", "--url", "ftp://x"], says: /not a server's address/ },
])("$args is wrong use, with a hint", async ({ args, says }) => {
  const { code, out, err } = await stint(args);
  expect(code).toBe(2);
  expect(out).toBe("");
  expect(err).toMatch(says);
});

test.each(["sync", "watch", "whoami"])("%s without a login ends with 3", async (name) => {
  const { code, err } = await stint([name]);
  expect(code).toBe(3);
  expect(err).toContain("stint login");
});

test.each(["sync", "whoami"])(
  "%s ends with 4 where no server answers, and nothing is lost",
  async (name) => {
    const env = { STINT_URL: "http://127.0.0.1:9", STINT_TOKEN: "stint_x" };
    const { code, out, err } = await stint([name, "--json"], env);
    expect(code).toBe(4);
    expect(err).toContain("Nothing is lost");
    expect(JSON.parse(out)).toEqual({
      error: { code: "server_not_reached", message: expect.any(String) },
    });
  },
);

test("a token of the environment that is refused is named, and a login is not advised", async () => {
  const server = createServer((_, response) => {
    const detail = "Sign in, or send a valid bearer token.";
    response.writeHead(401, { "Content-Type": "application/problem+json" });
    response.end(JSON.stringify({ status: 401, code: "not_signed_in", detail }));
  });
  onTestFinished(() => void server.close());
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;

  const env = { STINT_URL: `http://127.0.0.1:${port}`, STINT_TOKEN: "stint_x" };
  const { code, err } = await stint(["whoami"], env);
  expect(code).toBe(3);
  expect(err).toContain("STINT_TOKEN is not accepted: Sign in, or send a valid bearer token.\n");
  expect(err).not.toContain("Run `stint login`");
});

test("flags that leave no usage are said to", async () => {
  const { code, out } = await stint(["costs", "--last", "7d"]);
  expect(code).toBe(0);
  expect(out).toContain("No usage is left by these flags");
});

test("a slip of the finger finds its name", () => {
  const known = ["sync", "watch", "doctor", "dry-run"];
  expect(nearestName("snyc", known)).toBe("sync");
  expect(nearestName("wach", known)).toBe("watch");
  expect(nearestName("dryrun", known)).toBe("dry-run");
  expect(nearestName("doc", known)).toBe("doctor");
  expect(nearestName("zzz", known)).toBeUndefined();
  expect(editDistance("", "abc")).toBe(3);
  expect(editDistance("ab", "ba")).toBe(1);
});

test("flags are read by their types, negated, and shown in the help as they are typed", () => {
  const help = {
    usage: "try [--url URL]",
    about: "Tries.",
    flags: {
      url: { type: "string", value: "URL", help: "where" },
      titles: { type: "boolean", on: true, help: "without titles" },
    },
    examples: [["try", "it"]],
  } as const;
  expect(readFlags(["--url=x", "--no-titles"], help)).toMatchObject({ url: "x", titles: false });
  expect(readFlags([], help)).toEqual({});
  const page = helpPage({ ...help, examples: [["try", "it"]] });
  expect(page).toContain("--url URL    where");
  expect(page).toContain("--no-titles  without titles");
});

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [12_345, "12.3 kB"],
  [999_999_999, "1000 MB"],
  [4.2e9, "4.2 GB"],
])("%d bytes are %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.each([
  [12, "12 ms"],
  [1_234, "1.2 s"],
  [300_000, "5 min"],
  [7_200_000, "2 h"],
  [3 * 86_400_000, "3 days"],
])("%d ms are %s", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});
