import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { ingestBatch, ingestItem } from "#contract/ingest.ts";
import { filesIn } from "#test/support/files-in.ts";
import {
  content,
  contentNames,
  fileWord,
  named,
  place,
  planted,
} from "#test/support/planted-content.ts";
import { aRecordingProxy } from "#test/support/recording-proxy.ts";
import { startStint } from "#test/support/running-stint.ts";
import { aHome, runStint } from "../unit/reporter/support/run-stint.ts";
import { plantedAgents } from "../unit/reporter-reading/support/planted-agents.ts";
import { sampleLogs } from "../unit/reporter-reading/support/sample-logs.ts";

const isState = (file: string) => file.includes(`${path.sep}reporter${path.sep}`);

const git = (folder: string, ...args: string[]) =>
  execFileSync("git", ["-C", folder, "-c", "user.name=a", "-c", "user.email=a@b.c", ...args]);

/** A repository with credentials in its remote, and content in its commits, files and their names. */
function aRepository(home: string): string {
  const folder = path.join(home, place, "shop");
  mkdirSync(folder, { recursive: true });
  git(folder, "init", "-q", "-b", "main");
  git(folder, "remote", "add", "origin", `https://ada:${content}@github.com/acme/shop.git`);
  writeFileSync(path.join(folder, `${content}.txt`), content);
  git(folder, "add", "-A");
  git(folder, "commit", "-q", "-m", `Change ${named}\n\n${content}`);
  writeFileSync(path.join(folder, `${content}.txt`), `${content} again`);
  for (const name of ["staged", "untracked"])
    writeFileSync(path.join(folder, `${content}-${name}`), content);
  git(folder, "add", `${content}-staged`);
  git(folder, "mv", `${content}.txt`, `${content}-renamed.txt`);
  git(folder, "config", "user.signingKey", content);
  return folder;
}

/** Logs of all runtimes, full of content; answers the variables that name them, and a log that grows. */
function plantLogs(home: string, cwd: string) {
  const env: Record<string, string> = { SOME_KEY: content };
  const rootOf = (variable: string) => (env[variable] = path.join(home, place, variable));
  let grows = { file: "", line: "" };
  for (const { variable, file, lines, beside = {} } of sampleLogs) {
    const root = rootOf(variable);
    const log = path.join(root, file);
    const texts = lines.map((line) => `${JSON.stringify(planted({ ...line, cwd }))}\n`);
    if (variable === "CLAUDE_CONFIG_DIR") texts.push(...atWork(lines[0] ?? {}, cwd));
    write(log, texts.join("") + `{"usage": "token_count ${content}\n`);
    for (const [name, one] of Object.entries(beside))
      write(path.join(root, name), JSON.stringify(planted(one)));
    if (variable === "CLAUDE_CONFIG_DIR") grows = { file: log, line: texts[0] ?? "" };
  }
  for (const plant of Object.values(plantedAgents)) plant(rootOf, cwd);
  return { env, grows };
}

/** A line of a run that is at work, whose folder git is asked about; and pull requests, one of them with a password. */
function atWork(line: object, cwd: string): string[] {
  const timestamp = new Date().toISOString();
  const links = ["", `ada:${content}@`].map((login) => ({
    type: "pr-link",
    prUrl: `https://${login}github.com/acme/shop/pull/7`,
    timestamp,
  }));
  const last = JSON.stringify(planted({ ...line, cwd, timestamp })).replaceAll("msg_1", "msg_now");
  return [...links.map((link) => JSON.stringify(planted(link))), last].map((one) => `${one}\n`);
}

function write(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** What each runtime's logs hold, whose reading is to be seen: events, tool calls that failed, and others. */
function expectRead(requests: string): void {
  const bodies = z.object({ requests: z.array(ingestBatch) }).parse(JSON.parse(requests)).requests;
  const found = z.array(ingestItem).parse(bodies.flatMap(({ items }) => items));
  const runtimes = new Set([
    ...sampleLogs.map(({ adapter }) => adapter.runtime),
    "amp",
    "cline",
    "roo-code",
    "kilo-code",
    "goose",
    "opencode",
  ]);
  for (const runtime of runtimes) {
    const types = new Set(found.filter((one) => one.runtime === runtime).map(({ type }) => type));
    expect([...types], runtime).toEqual(expect.arrayContaining(["run", "usage", "tool"]));
  }
}

/** Git was asked, and what it counts was told. */
function expectGit(requests: string): void {
  const bodies = z.object({ requests: z.array(ingestBatch) }).parse(JSON.parse(requests)).requests;
  const found = z.array(ingestItem).parse(bodies.flatMap(({ items }) => items));
  const told = found.find((one) => one.type === "git" && one.uncommitted !== null);
  expect(told).toMatchObject({
    repository: "github.com/acme/shop",
    commitCount: 1,
    commits: [{ subject: `Change ${named}`, diff: { files: 1, added: 1, removed: 0 } }],
    uncommitted: { staged: 2, unstaged: 1, untracked: 1 },
    links: ["https://github.com/acme/shop/pull/7"],
  });
}

const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });

/** A record full of content. */
const record = (name: string, model: string) => ({
  body: { stringValue: content },
  attributes: [
    attribute("event.name", name),
    attribute("session.id", "told"),
    attribute("model", model),
    attribute("input_tokens", "5"),
    attribute("request_id", `req_${name}`),
    ...contentNames.map((one) => attribute(one, content)),
  ],
});

/** What agents with prompt logging export, and what no server takes. */
async function sendContent(url: string, token: string): Promise<string[]> {
  const logRecords = ["api_request", "user_prompt", "tool_result"].map((name) => record(name, "m"));
  const telemetry = { resourceLogs: [{ scopeLogs: [{ logRecords }] }] };
  const usage = { type: "usage", key: 5, prompt: content, runId: [content], model: { content } };
  const bodies: [string, string][] = [
    ["/v1/logs", JSON.stringify(telemetry)],
    ["/v1/metrics", JSON.stringify({ resourceMetrics: [{ content }] })],
    ["/v1/traces", JSON.stringify({ resourceSpans: [{ content }] })],
    ["/v1/logs", `{"resourceLogs": "${content}`],
    ["/api/ingest", JSON.stringify({ items: [usage, content, { type: content }] })],
    ["/api/ingest", `{"items": [${content}`],
    ["/api/ingest", JSON.stringify({ items: content, reporter: { version: content.repeat(9) } })],
    ["/api/machines/token", JSON.stringify({ name: { content }, platform: content })],
    [`/api/nothing`, content],
  ];
  return Promise.all(
    bodies.map(async ([route, body]) => {
      const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
      const answer = await fetch(url + route, { method: "POST", headers, body });
      expect(answer.status, route).toBeLessThan(500);
      return answer.text();
    }),
  );
}

/** All that a dashboard of the workspace is told from now on. */
async function watchLive(url: string, token: string): Promise<string[]> {
  const messages: string[] = [];
  const headers = { Authorization: `Bearer ${token}` };
  const socket = new WebSocket(`${url.replace("http", "ws")}/api/live`, { headers } as never);
  socket.addEventListener("message", ({ data }) => messages.push(String(data)));
  await expect.poll(() => messages.length).toBeGreaterThan(0);
  return messages;
}

test("what was written and read stands nowhere: not in uploads, answers, sockets, logs, databases or state", async () => {
  const home = mkdtempSync(path.join(tmpdir(), "stint-canary-"));
  const { env, grows } = plantLogs(home, aRepository(home));
  const stint = await startStint({ home, env });
  const found = new Map<string, string>();
  try {
    const proxy = await aRecordingProxy(stint.url);
    const live = await watchLive(stint.url, stint.token);
    const told = live.length;
    appendFileSync(grows.file, grows.line.replaceAll('"msg_1"', '"msg_live"'));
    await expect.poll(() => live.length).toBeGreaterThan(told);
    const own = {
      ...aHome(path.join(home, "own")),
      ...env,
      STINT_URL: proxy.url,
      STINT_TOKEN: stint.token,
    };
    const dry = await runStint(["sync", "--dry-run", "--json"], own);
    const bare = await runStint(["sync", "--dry-run", "--json", "--no-titles"], own);
    const synced = await runStint(["sync", "--again", "--json"], own);
    expect([dry.code, synced.code], synced.err).toEqual([0, 0]);
    expectRead(dry.out);
    expect([dry.out.includes(named), bare.out.includes(named)]).toEqual([true, false]);
    expect(dry.out).toContain("github.com/acme/shop");
    expectGit(dry.out);

    found.set("answers", (await sendContent(stint.url, stint.token)).join("\n"));
    found.set("dry run", dry.out + dry.err);
    found.set("sync", synced.out + synced.err);
    found.set("uploads", proxy.seen.join("\n"));
    found.set("sockets", live.join("\n"));
    found.set("sessions", JSON.stringify(await stint.get("/api/dev-sessions")));
    proxy.close();
  } finally {
    await stint.stop();
  }
  found.set("the server's log", stint.log());
  const kept = filesIn(path.join(home, "data"));
  const databases = kept.filter((file) => !isState(file));
  for (const file of databases) found.set(file, readFileSync(file, "latin1"));
  expect(databases.filter((file) => file.endsWith(".sqlite")).length).toBeGreaterThan(1);
  const secrets = [content, place, fileWord];
  const leaking = [...found].filter(([, text]) => secrets.some((one) => text.includes(one)));
  expect(leaking.map(([name]) => name)).toEqual([]);

  const states = [...kept.filter(isState), ...filesIn(path.join(home, "own/state"))];
  expect(states.length).toBeGreaterThan(4);
  expect(states.filter((file) => readFileSync(file, "latin1").includes(content))).toEqual([]);
  rmSync(home, { recursive: true });
}, 180_000);
