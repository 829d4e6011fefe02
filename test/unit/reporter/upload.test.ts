import path from "node:path";
import { expect, test } from "vitest";
import type { IngestItem } from "#contract/ingest.ts";
import { Acknowledgements } from "#reporter/upload/acknowledgements.ts";
import { Rejections } from "#reporter/upload/rejections.ts";
import { type UploadOptions, uploadItems } from "#reporter/upload/upload-items.ts";
import { aGitItem, aRunItem, aUsageItem } from "#test/support/items.ts";
import { aFakeServer, type FakeServer, type Fault } from "./support/fake-server.ts";
import { aFolder } from "./support/temporary-folder.ts";

/** An uploader with a memory of its own; `again()` is the same machine in a new process. */
function anUploader(server: FakeServer, more: Partial<UploadOptions> = {}) {
  const folder = aFolder();
  const options = (): UploadOptions => ({
    access: { url: server.url, token: "stint_test" },
    acknowledgements: new Acknowledgements(path.join(folder, "acknowledged")),
    rejections: new Rejections(path.join(folder, "rejected.json")),
    titles: true,
    skipped: () => ({ lines: 2, files: 1 }),
    attempts: 3,
    timeoutMs: 300,
    ...more,
  });
  return {
    folder,
    upload: async (items: IngestItem[], rejections?: Rejections) => {
      const used = { ...options(), ...(rejections && { rejections }) };
      const result = await uploadItems(items, used);
      used.rejections.save(() => {});
      return result;
    },
  };
}

function aSession(events: number): IngestItem[] {
  const run = aRunItem();
  const usage = Array.from({ length: events }, () => aUsageItem({ runId: run.runId }));
  return [run, ...usage];
}

test("everything arrives once, in uploads within the limits, each with its runs", async () => {
  const server = await aFakeServer();
  const uploader = anUploader(server);
  const items = [...aSession(2_500), ...aSession(10)];

  const first = await uploader.upload(items);
  expect(first).toMatchObject({ sent: 2_512, rejected: [], requests: 3 });
  expect(server.totals()).toMatchObject({ events: 2_510, input: 251_000 });
  for (const { body } of server.uploads()) {
    const batch = JSON.parse(body);
    expect(batch.items.length).toBeLessThanOrEqual(1_000);
    expect(batch.reporter).toEqual({ version: "0.1.0", skippedLines: 2, skippedFiles: 1 });
  }

  const second = await uploader.upload(items);
  expect(second).toMatchObject({ sent: 0, requests: 0 });
});

test("only what changed is sent again, with its run", async () => {
  const server = await aFakeServer();
  const uploader = anUploader(server);
  const run = aRunItem();
  const event = aUsageItem({ runId: run.runId, output: 1 });
  const items = [run, event, ...aSession(20)];
  await uploader.upload(items);

  items[1] = { ...event, output: 500 };
  expect(await uploader.upload(items)).toMatchObject({ sent: 1, accepted: 1, duplicates: 1 });
  expect(server.usage.get(event.key)?.output).toBe(500);
});

test("a fact that changes and changes back is sent both times", async () => {
  const server = await aFakeServer();
  const uploader = anUploader(server);
  const run = aRunItem({ branch: "main" });
  for (const branch of ["main", "feature", "main"]) await uploader.upload([{ ...run, branch }]);
  expect(server.runs.get(run.runId)?.branch).toBe("main");
  expect(server.uploads()).toHaveLength(3);
});

test.each<{ given: string; fault: Fault }>([
  { given: "answers 500", fault: { type: "status", status: 500 } },
  { given: "answers 503 with HTML", fault: { type: "status", status: 503, body: "<h1>Down</h1>" } },
  {
    given: "answers 429",
    fault: { type: "status", status: 429, headers: { "Retry-After": "0" } },
  },
  { given: "closes mid-body", fault: { type: "close-mid-body" } },
  { given: "never answers", fault: { type: "hang" } },
  { given: "commits and loses the answer", fault: { type: "commit-and-close" } },
  { given: "commits and tears the answer", fault: { type: "commit-and-tear" } },
  { given: "is hidden by a network's sign-in page", fault: { type: "other-page" } },
  { given: "redirects", fault: { type: "status", status: 302, headers: { Location: "/x" } } },
])("nothing is lost or doubled when the server $given", async ({ fault }) => {
  const server = await aFakeServer();
  const uploader = anUploader(server);
  server.faultOf = (upload) => (upload % 2 === 0 ? fault : undefined);

  const result = await uploader.upload(aSession(1_500));
  expect(result.problem).toBeUndefined();
  expect(server.totals()).toMatchObject({ events: 1_500, input: 150_000, cacheRead: 15_000_000 });
});

test("a server that stays away ends the upload, and the next one sends what is missing", async () => {
  const server = await aFakeServer();
  const uploader = anUploader(server, { uploadsAtOnce: 1 });
  const items = aSession(2_500);
  server.faultOf = (upload) => (upload >= 1 ? { type: "status", status: 500 } : undefined);
  const first = await uploader.upload(items);
  expect(first.problem).toMatchObject({ type: "not-reached" });
  expect(first.sent).toBe(1_000);

  server.faultOf = () => undefined;
  expect(await uploader.upload(items)).toMatchObject({ sent: 1_501 });
  expect(server.totals()).toMatchObject({ events: 2_500, input: 250_000 });
});

test("a longer wait than one has patience for ends the upload", async () => {
  const server = await aFakeServer();
  server.faultOf = () => ({ type: "status", status: 429, headers: { "Retry-After": "3000" } });
  const startedAt = performance.now();
  const result = await anUploader(server).upload(aSession(1));
  expect(result.problem).toMatchObject({ type: "not-reached", askedMs: 3_000_000 });
  expect(performance.now() - startedAt).toBeLessThan(1_000);
});

test.each([
  { status: 401, type: "signed-out" },
  { status: 403, type: "signed-out" },
  { status: 422, type: "refused" },
  { status: 404, type: "refused" },
])("$status is final: one request, and nothing counts as sent", async ({ status, type }) => {
  const server = await aFakeServer();
  const uploader = anUploader(server, { uploadsAtOnce: 1 });
  server.faultOf = () => ({ type: "status", status });
  expect(await uploader.upload(aSession(10))).toMatchObject({
    problem: { type },
    requests: 1,
    sent: 0,
  });

  server.faultOf = () => undefined;
  expect(await uploader.upload(aSession(10))).toMatchObject({ sent: 11 });
});

test("too large an upload is split until it fits, and one too large an item is set aside", async () => {
  const server = await aFakeServer();
  const uploader = anUploader(server);
  const items = aSession(40);
  const huge = { ...aUsageItem(), ...items.at(-1), key: "x:huge" } as IngestItem;
  server.answer = ({ path: place, body }) =>
    place === "/api/ingest" && (body.includes("x:huge") || JSON.parse(body).items.length > 8)
      ? { status: 413, body: {} }
      : undefined;

  const result = await uploader.upload([...items, huge]);
  expect(result.problem).toBeUndefined();
  expect(result.rejected).toEqual([expect.objectContaining({ code: "too_large" })]);
  expect(server.usage.size).toBe(40);
});

test("a refused item is told, not repeated, and holds up nothing", async () => {
  const server = await aFakeServer();
  const uploader = anUploader(server);
  const items = aSession(30);
  const bad = items[7];
  if (bad?.type !== "usage") throw new Error("not a usage item");
  server.refusalOf = ({ key }) =>
    key === bad.key ? { code: "invalid_item", message: "input: too big" } : undefined;

  const first = await uploader.upload(items);
  expect(first.rejected).toEqual([
    { name: `usage claude-code ${bad.key}`, code: "invalid_item", message: "input: too big" },
  ]);
  expect(server.usage.size).toBe(29);
  expect(await uploader.upload(items)).toMatchObject({ requests: 0, rejected: [] });

  server.refusalOf = () => undefined;
  items[7] = { ...bad, input: 1 };
  expect(await uploader.upload(items)).toMatchObject({ sent: 1 });
  expect(server.usage.size).toBe(30);
});

test("an item whose run was refused is tried again with the run", async () => {
  const server = await aFakeServer();
  const uploader = anUploader(server);
  const items = aSession(3);
  server.refusalOf = ({ type }) =>
    type === "run" ? { code: "invalid_item", message: "branch: too long" } : undefined;
  expect((await uploader.upload(items)).rejected).toHaveLength(4);

  server.refusalOf = () => undefined;
  expect(await uploader.upload(items)).toMatchObject({ sent: 4, rejected: [] });
  expect(server.usage.size).toBe(3);
});

test("two uploads of the same items at once store them once", async () => {
  const server = await aFakeServer();
  const items = aSession(1_500);
  const uploader = anUploader(server);
  await Promise.all([uploader.upload(items), uploader.upload(items)]);
  expect(server.totals()).toMatchObject({ events: 1_500, output: 15_000 });
  expect(await uploader.upload(items)).toMatchObject({ requests: 0 });
});

test("the signal ends an upload between two batches, and the rest is sent later", async () => {
  const server = await aFakeServer();
  const stopping = new AbortController();
  const uploader = anUploader(server, { signal: stopping.signal, uploadsAtOnce: 1 });
  const items = aSession(3_500);
  server.answer = () => {
    stopping.abort();
    return undefined;
  };
  expect(await uploader.upload(items)).toMatchObject({ sent: 1_000, requests: 1 });
});

test("an older server takes the rest; what it does not know waits until it is a newer one", async () => {
  const server = await aFakeServer();
  // As `parseItems` says it, see test/worker/odd-items.test.ts.
  const unknown = { code: "invalid_item", message: "type: Invalid input" };
  server.refusalOf = ({ type }) => (type === "git" ? unknown : undefined);
  let now = Date.now();
  const file = path.join(aFolder(), "rejected.json");
  const uploader = anUploader(server);
  const uploaded = async (items: IngestItem[]) => {
    const rejections = new Rejections(file, () => now);
    const result = await uploader.upload(items, rejections);
    return { ...result, list: rejections.list(), isReleased: rejections.takeReleased() };
  };
  const [run = aRunItem(), ...usage] = aSession(3);
  const git = aGitItem({ runtime: run.runtime, runId: run.runId });
  const first = await uploaded([run, ...usage, git]);
  expect(first).toMatchObject({ sent: 4, rejected: [], list: [], held: ["git"] });
  expect(server.totals().events).toBe(3);
  const later = { ...git, commitCount: 9 };
  expect(await uploaded([run, later])).toMatchObject({ requests: 0, held: ["git"] });
  now += 3_600_000;
  expect(await uploaded([run, later])).toMatchObject({ requests: 1, sent: 0, held: ["git"] });

  server.refusalOf = () => undefined;
  expect(await uploaded([run, later])).toMatchObject({ requests: 0 });
  now += 3_600_000;
  expect(await uploaded([run, later])).toMatchObject({ sent: 1, held: [], isReleased: true });
});
