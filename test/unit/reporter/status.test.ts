import { expect, test } from "vitest";
import { progressMode, progressTeller } from "#reporter/output/progress.ts";
import type { UploadResult } from "#reporter/upload/upload-items.ts";
import { tellStatus } from "#reporter/watch/tell-status.ts";
import { anIo } from "./support/command-io.ts";

const anUpload = (more: Partial<UploadResult> = {}): UploadResult => ({
  requests: 1,
  bytes: 100,
  accepted: 1,
  duplicates: 0,
  sent: 1,
  rejected: [],
  held: [],
  ...more,
});
const halfway = { filesDone: 1, filesTotal: 2, bytesDone: 5e6, bytesTotal: 1e7 };

test("progress goes where it can be read: a bar on a terminal, lines in a log, or as asked", () => {
  expect(progressMode(anIo({}, true), undefined)).toBe("bar");
  expect(progressMode(anIo(), undefined)).toBe("lines");
  expect(progressMode(anIo({}, true), "json")).toBe("json");
  expect(progressMode(anIo(), "loud")).toBeUndefined();
});

test("a bar is drawn over itself and leaves nothing behind", () => {
  const io = anIo({}, true);
  const teller = progressTeller(io, "bar");
  teller.reading(halfway);
  expect(io.err()).toContain(`${"█".repeat(12)}${"░".repeat(12)}  Reading  1 of 2 files, 5.0 MB`);
  teller.done();
  expect(io.err().endsWith("\r\u001b[K")).toBe(true);
  expect(io.out()).toBe("");
});

test("as JSON every line is a document, and the last one of a phase is always told", () => {
  const io = anIo();
  const teller = progressTeller(io, "json");
  teller.reading(halfway);
  teller.reading({ filesDone: 2, filesTotal: 2, bytesDone: 1e7, bytesTotal: 1e7 });
  teller.uploading(anUpload({ sent: 7 }), 7);
  const lines = io
    .err()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines).toEqual([
    { phase: "read", ...halfway },
    { phase: "read", filesDone: 2, filesTotal: 2, bytesDone: 1e7, bytesTotal: 1e7 },
    { phase: "upload", itemsDone: 7, itemsTotal: 7, bytes: 100 },
  ]);
});

test("a log is not told of what takes no time", () => {
  const io = anIo();
  progressTeller(io, "lines").reading(halfway);
  expect(io.err()).toBe("");
});

test("a watch says when it is up to date, when it waits, and when all is sent", () => {
  const io = anIo();
  const status = tellStatus(io, "lines");
  const problem = { type: "not-reached", message: "no route to host." } as const;
  status.on({ type: "uploaded", result: anUpload({ sent: 1_200 }) });
  status.on({ type: "uploaded", result: anUpload({ sent: 0, problem }) });
  status.on({ type: "waiting", problem, waitMs: 500 });
  status.on({ type: "waiting", problem, waitMs: 1_000 });
  status.on({ type: "trouble", message: "disk full" });
  status.on({ type: "trouble", message: "disk full" });
  status.on({ type: "uploaded", result: anUpload() });
  expect(io.err().trim().split("\n")).toEqual([
    "Up to date (1,200 items sent). Watching …",
    "Waiting: no route to host. Nothing is lost.",
    "disk full",
    "The server answers again; all is sent.",
  ]);
});

test("on a terminal a watch keeps one line current", () => {
  const io = anIo({}, true);
  const status = tellStatus(io, "bar");
  status.on({ type: "uploaded", result: anUpload({ sent: 3 }) });
  expect(io.err().split("\r\u001b[K").at(-1)).toMatch(/^Watching {2}3 items sent, last /);
  status.close();
  expect(io.err().endsWith("\r\u001b[K")).toBe(true);
});
