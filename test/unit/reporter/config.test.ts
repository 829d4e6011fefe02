import { readdirSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import {
  readCredentials,
  writeCredentials,
  isOfAnotherHost,
} from "#reporter/config/credentials.ts";
import { hostId } from "#reporter/config/host-id.ts";
import { retryAfterMs } from "#reporter/config/call-server.ts";
import { clockSkew } from "#reporter/config/read-me.ts";
import {
  isUnprotected,
  normalUrl,
  serverAccess,
  serverUrl,
} from "#reporter/config/server-access.ts";
import { changeSettings, machineKey, readSettings } from "#reporter/config/settings.ts";
import { makeStateFolder, stateFolder } from "#reporter/config/state-folder.ts";
import { retryDelayMs } from "#reporter/upload/retry-delay.ts";
import { aFolder } from "./support/temporary-folder.ts";

const login = {
  url: "https://stint.example.com",
  token: "stint_secret",
  machine: { id: "mac_1", name: "box" },
  workspace: { id: "org_1", slug: "acme", name: "Acme" },
  host: "host-of-box",
};

test.each([
  { platform: "linux", env: {}, folder: "/home/ada/.local/state/stint" },
  { platform: "linux", env: { XDG_STATE_HOME: "/state" }, folder: "/state/stint" },
  { platform: "darwin", env: {}, folder: "/home/ada/Library/Application Support/stint" },
  { platform: "darwin", env: { STINT_HOME: "/own" }, folder: "/own" },
  { platform: "win32", env: { LOCALAPPDATA: "/local" }, folder: "/local/stint" },
  { platform: "win32", env: {}, folder: "/home/ada/AppData/Local/stint" },
])("state lies in $folder on $platform with $env", ({ platform, env, folder }) => {
  expect(stateFolder({ platform, env, homeDir: "/home/ada" })).toBe(folder);
});

test("credentials are readable by their owner alone, and written whole", () => {
  const folder = path.join(aFolder(), "state");
  makeStateFolder(folder);
  writeCredentials(folder, login);
  expect(readCredentials(folder)).toEqual(login);
  expect(statSync(path.join(folder, "credentials.json")).mode & 0o777).toBe(0o600);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(readdirSync(folder)).toEqual(["credentials.json"]);
});

test.each(["", "{", "null", "[]", '{"url":"https://x"}', '{"url":1,"token":"t"}'])(
  "a broken credentials file is no login (%s)",
  (content) => {
    const folder = aFolder();
    writeFileSync(path.join(folder, "credentials.json"), content);
    expect(readCredentials(folder)).toBeUndefined();
  },
);

test("the stored token goes to the server that gave it and to no other", () => {
  const folder = aFolder();
  writeCredentials(folder, login);
  expect(serverAccess({}, folder)).toMatchObject({ url: login.url, token: login.token });
  expect(serverAccess({ STINT_URL: `${login.url}/` }, folder).token).toBe(login.token);
  expect(() => serverAccess({ STINT_URL: "https://other.example.com" }, folder)).toThrow(
    /not signed in at https:\/\/other/,
  );
  expect(serverAccess({ STINT_URL: "https://o.example.com", STINT_TOKEN: "t" }, folder)).toEqual({
    url: "https://o.example.com",
    token: "t",
  });
});

test("without anything the server is the local one", () => {
  expect(serverUrl(undefined, {}, undefined)).toBe("http://127.0.0.1:8787");
  expect(serverUrl("stint.example.com", { STINT_URL: "https://x" }, login)).toBe(
    "https://stint.example.com",
  );
});

test.each(["", "ftp://x", "https://me:pw@x", "https://x/?a=1", "nonsense here"])(
  "%j is no server's address",
  (text) => {
    expect(() => normalUrl(text, "--url")).toThrow(/--url/);
  },
);

test("a token in the clear is warned of, but not on this machine", () => {
  expect(isUnprotected("http://stint.example.com")).toBe(true);
  expect(isUnprotected("https://stint.example.com")).toBe(false);
  for (const host of ["localhost:1", "127.0.0.1:8787", "[::1]:1"]) {
    expect(isUnprotected(`http://${host}`)).toBe(false);
  }
});

test("titles are sent unless turned off, and never while the setting cannot be read", () => {
  const folder = aFolder();
  expect(readSettings(folder)).toEqual({ titles: true });
  changeSettings(folder, { titles: false });
  expect(readSettings(folder)).toEqual({ titles: false });
  writeFileSync(path.join(folder, "config.json"), '{"titles": fal');
  expect(readSettings(folder)).toEqual({ titles: false });
});

test("the machine key is made once for each host", () => {
  const folder = aFolder();
  const key = machineKey(folder, "laptop");
  expect(key.length).toBeGreaterThan(20);
  expect(machineKey(folder, "laptop")).toBe(key);
  expect(machineKey(aFolder(), "laptop")).not.toBe(key);

  const other = machineKey(folder, "copy");
  expect(other).not.toBe(key);
  expect([machineKey(folder, "laptop"), machineKey(folder, "copy")]).toEqual([key, other]);
});

test("a key of earlier versions stays that of the host which asks first", () => {
  const folder = aFolder();
  const machineKeyOfOld = "0b1c2d3e-old-key";
  writeFileSync(path.join(folder, "machine.json"), JSON.stringify({ machineKey: machineKeyOfOld }));
  expect(machineKey(folder, "laptop")).toBe(machineKeyOfOld);
  expect(machineKey(folder, "copy")).not.toBe(machineKeyOfOld);
  expect(machineKey(folder, "laptop")).toBe(machineKeyOfOld);
});

test.each([
  "",
  "{",
  "null",
  '{"machineKeys":5}',
  '{"machineKeys":{"laptop":""}}',
  '{"machineKeys":null}',
])("a broken file of keys is none (%s)", (content) => {
  const folder = aFolder();
  writeFileSync(path.join(folder, "machine.json"), content);
  const key = machineKey(folder, "laptop");
  expect(key.length).toBeGreaterThan(20);
  expect(machineKey(folder, "laptop")).toBe(key);
});

test("a login knows the host that it was made on, where it noted one", () => {
  const io = { hostId: () => "host-of-box" };
  expect(isOfAnotherHost(undefined, io)).toBe(false);
  expect(isOfAnotherHost(login, io)).toBe(false);
  expect(isOfAnotherHost({ ...login, host: "" }, io)).toBe(false);
  expect(isOfAnotherHost({ ...login, host: "laptop" }, io)).toBe(true);
  expect(hostId()).toBe(hostId());
  expect(hostId()).toMatch(/^[\w-]{22}$/);
});

test.each([
  { date: "Sat, 21 Nov 2026 10:00:00 GMT", from: 200, to: 300, skew: 0 },
  { date: "Sat, 21 Nov 2026 10:00:00 GMT", from: 61_000, to: 61_050, skew: 60_000 },
  { date: "Sat, 21 Nov 2026 10:00:00 GMT", from: -61_000, to: -60_000, skew: -60_000 },
  { date: "nonsense", from: 0, to: 1, skew: null },
])("a clock asked at $from ms is off by $skew", ({ date, from, to, skew }) => {
  const served = Date.UTC(2026, 10, 21, 10);
  expect(clockSkew(date, served + from, served + to)).toBe(skew);
});

test("waits double, spread, stay under a minute, and respect what the server asks", () => {
  expect([0, 1, 2, 3].map((attempt) => retryDelayMs(attempt, 1, undefined))).toEqual([
    250, 500, 1_000, 2_000,
  ]);
  expect(retryDelayMs(3, 0, undefined)).toBe(1_000);
  expect(retryDelayMs(60, 1, undefined)).toBe(60_000);
  expect(retryDelayMs(0, 0.5, 30_000)).toBeGreaterThanOrEqual(30_000);
  expect(retryDelayMs(0, 0.5, 1e12)).toBeLessThan(3_700_000);
});

test("Retry-After is seconds or a date", () => {
  const now = Date.UTC(2026, 10, 21, 10);
  const asked = (value: string) => retryAfterMs(new Headers({ "Retry-After": value }), now);
  expect(asked("7")).toBe(7_000);
  expect(asked("Sat, 21 Nov 2026 10:00:30 GMT")).toBe(30_000);
  expect(asked("Sat, 21 Nov 2026 09:00:00 GMT")).toBe(0);
  expect(asked("soon")).toBeUndefined();
  expect(retryAfterMs(new Headers(), now)).toBeUndefined();
});
