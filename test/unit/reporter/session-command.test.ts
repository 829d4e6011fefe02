import { once } from "node:events";
import { createServer } from "node:http";
import path from "node:path";
import { existsSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { run as runReport } from "#reporter/commands/report.ts";
import { run as runSession } from "#reporter/commands/session.ts";
import { CommandError } from "#reporter/output/command-error.ts";
import { aDetail } from "../web/support/live-state.ts";
import { anIo } from "./support/command-io.ts";
import { aFakeServer } from "./support/fake-server.ts";
import { aFolder } from "./support/temporary-folder.ts";

const session = { ...aDetail(1), id: "ses_new", title: "Sign in", origin: "manual" as const };

/** A server that closes the connection instead of answering, as often as it is told. */
async function aServerThatDrops(
  drops: number,
  ended: (start: number) => string | null = () => null,
) {
  const clientIds: string[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (part: Buffer) => (text += part.toString()));
    request.on("end", () => {
      clientIds.push((JSON.parse(text) as { clientId: string }).clientId);
      if (clientIds.length <= drops) return request.socket.destroy();
      response.setHeader("Content-Type", "application/json");
      const endedAt = ended(clientIds.length - drops);
      return response.end(JSON.stringify({ ...session, endedAt }));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  return { url: `http://127.0.0.1:${port}`, clientIds };
}

const ioFor = (url: string, home = aFolder()) =>
  anIo({ STINT_URL: url, STINT_TOKEN: "stint_test", STINT_HOME: home });

/** How a command ends that does not end well. */
const ending = (work: Promise<number>) =>
  work.then(
    () => undefined,
    (error: unknown) => (error instanceof CommandError ? error : undefined),
  );

test("a start whose answer was lost is the same start when it is sent again", async () => {
  const { url, clientIds } = await aServerThatDrops(4);
  const io = ioFor(url);
  const lost = await ending(runSession(["start", "Sign in", "--json"], io));
  expect(lost).toMatchObject({ code: "server_not_reached", exitCode: 4 });
  expect(clientIds).toHaveLength(3);
  expect(await runSession(["start", "Sign in", "--json"], io)).toBe(0);
  expect(new Set(clientIds).size).toBe(1);
  expect(JSON.parse(io.out())).toMatchObject({ id: "ses_new" });
  // Answered, it is over: the next one is another.
  expect(existsSync(path.join(io.env["STINT_HOME"] ?? "", "session-start.json"))).toBe(false);
  await runSession(["start", "Sign in"], io);
  expect(new Set(clientIds).size).toBe(2);
});

test("of other words it is another start, and so it is where that session is over", async () => {
  const { url, clientIds } = await aServerThatDrops(6, (start) =>
    start === 1 ? "2026-11-21T10:00:00Z" : null,
  );
  const io = ioFor(url);
  await ending(runSession(["start", "One"], io));
  await ending(runSession(["start", "Two"], io));
  expect(new Set(clientIds).size).toBe(2);
  expect(await runSession(["start", "Two"], io)).toBe(0);
  // Two again, which had been heard and is over by now; then anew.
  expect(clientIds[6]).toBe(clientIds[5]);
  expect(clientIds[7]).not.toBe(clientIds[5]);
});

test("what is in the way is in the JSON, and the way out in the words", async () => {
  const server = await aFakeServer();
  const open = { id: "ses_open", status: "paused", possible: ["resume", "complete", "cancel"] };
  server.answer = () => ({
    status: 409,
    body: { code: "session_open", detail: "A session is paused there already.", session: open },
  });
  const refused = await ending(runSession(["start"], ioFor(server.url)));
  expect(refused).toMatchObject({
    code: "session_open",
    exitCode: 1,
    facts: { session: open },
    hint: expect.stringContaining("`stint session resume` goes on with it"),
  });
});

test.each([
  { argv: ["pase"], says: /no `stint session pase`/ },
  { argv: [], says: /What is to be done/ },
  { argv: ["pause", "now"], says: /takes no words/ },
  { argv: ["rename"], says: /new title is missing/ },
  { argv: ["start", "--type", "chore"], says: /no type "chore"/ },
  { argv: ["link", "ACME-1", "--relationship", "seen"], says: /no relationship "seen"/ },
  { argv: ["list", "--limit", "none"], says: /1 to 100/ },
  { argv: ["status", "--project", "/no/such"], says: /no folder/ },
])("wrong use: stint session $argv", async ({ argv, says }) => {
  const server = await aFakeServer();
  const wrong = await ending(runSession(argv, ioFor(server.url)));
  expect(wrong).toMatchObject({ exitCode: 2, message: expect.stringMatching(says) });
  expect(server.requests).toEqual([]);
});

test("without a session there is nothing to change, and nothing to report", async () => {
  const server = await aFakeServer();
  server.answer = () => ({ status: 200, body: { items: [], nextCursor: null } });
  const io = ioFor(server.url);
  for (const verb of ["pause", "resume", "complete", "cancel"]) {
    expect(await ending(runSession([verb], io)), verb).toMatchObject({ code: "no_session" });
  }
  expect(server.requests.every(({ method }) => method === "GET")).toBe(true);
  expect(await ending(runReport(["session"], io))).toMatchObject({ code: "no_session" });
  expect(await runSession(["status", "--json"], io)).toBe(0);
  expect(io.out()).toBe("null\n");
});

test("a token of a login from before is told to log in again", async () => {
  const server = await aFakeServer();
  const detail = 'This needs a token with the scope "plan".';
  server.answer = () => ({ status: 403, body: { code: "forbidden", detail } });
  expect(await ending(runSession(["start"], ioFor(server.url)))).toMatchObject({
    exitCode: 3,
    hint: expect.stringContaining("stint login"),
  });
});

test("what begins a session is its project's key and name and the given words, and no path", async () => {
  const server = await aFakeServer();
  server.answer = () => ({ status: 200, body: session });
  const folder = aFolder();
  expect(await runSession(["start", "Sign in", "--project", folder], ioFor(server.url))).toBe(0);
  const [request] = server.requests;
  const name = path.basename(folder);
  expect(JSON.parse(request?.body ?? "")).toEqual({
    clientId: expect.any(String),
    project: { key: `folder/${name}`, name },
    title: "Sign in",
  });
});
