import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { dateFinder } from "#reporter/costs/date-finder.ts";
import { localTimezone } from "#reporter/config/local-timezone.ts";

/* The machine's own zone is asked for seldom, and its days come from `Date`: they must be those that `Intl` tells. */

const folder = mkdtempSync(path.join(tmpdir(), "stint-timezone-"));
const kept = path.join(folder, "timezone.json");
const before = process.env["TZ"];

beforeEach(() => rmSync(kept, { force: true }));
afterEach(() => {
  vi.restoreAllMocks();
  if (before === undefined) delete process.env["TZ"];
  else process.env["TZ"] = before;
});

const zones = [
  "UTC",
  "Europe/Berlin",
  "America/St_Johns",
  "Asia/Kathmandu",
  "Africa/Casablanca",
  "Pacific/Apia",
  "Australia/Lord_Howe",
];

const moments = fc.integer({ min: Date.UTC(2008), max: Date.UTC(2031) });

test.each(zones)("days of %s are those of the calendar", (zone) => {
  process.env["TZ"] = zone;
  expect(localTimezone(folder)).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone);
  const calendar = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  const dateOf = dateFinder(localTimezone(folder));
  fc.assert(
    fc.property(moments, (moment) => {
      expect(dateOf(moment)).toBe(calendar.format(moment));
    }),
    { numRuns: 2_000 },
  );
});

test("it is asked again when the system says something else", () => {
  process.env["TZ"] = "Europe/Berlin";
  expect(localTimezone(folder)).toBe("Europe/Berlin");
  process.env["TZ"] = "Asia/Tokyo";
  expect(localTimezone(folder)).toBe("Asia/Tokyo");
  expect(JSON.parse(readFileSync(kept, "utf8"))).toMatchObject({ timezone: "Asia/Tokyo" });
});

test("what is kept is taken as long as the system says the same", () => {
  process.env["TZ"] = "Asia/Seoul";
  localTimezone(folder);
  const file = JSON.parse(readFileSync(kept, "utf8"));
  process.env["TZ"] = "UTC";
  localTimezone(folder);

  process.env["TZ"] = "Asia/Seoul";
  writeFileSync(kept, JSON.stringify(file));
  const asked = vi.spyOn(Intl, "DateTimeFormat");
  expect(localTimezone(folder)).toBe("Asia/Seoul");
  expect(asked).not.toHaveBeenCalled();
});

test.each(["no JSON", "{}", '{"source":1}'])("a broken file (%s) is the same as none", (text) => {
  process.env["TZ"] = "America/Lima";
  localTimezone(path.join(folder, "elsewhere"));
  process.env["TZ"] = "UTC";
  writeFileSync(kept, text);
  expect(localTimezone(folder)).toBe("UTC");
});

test("an empty TZ is UTC", () => {
  process.env["TZ"] = "";
  expect(localTimezone(folder)).toBe("UTC");
});

test("a folder that cannot be written hinders nothing", () => {
  process.env["TZ"] = "Asia/Tokyo";
  writeFileSync(path.join(folder, "file"), "");
  expect(localTimezone(path.join(folder, "file"))).toBe("Asia/Tokyo");
});
