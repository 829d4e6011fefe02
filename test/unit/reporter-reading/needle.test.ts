import fc from "fast-check";
import { expect, test } from "vitest";
import { Needle } from "#reporter/library/needle.ts";

const pieces = fc.constantFrom(
  '"usage":',
  'ge":',
  '"message":',
  '"usage',
  "{",
  "u",
  "€",
  ":",
  "age",
);

test("it is found wherever it stands, and nowhere else", () => {
  const needle = new Needle('"usage":', 'ge":');
  fc.assert(
    fc.property(fc.array(pieces), fc.nat(40), (parts, from) => {
      const bytes = Buffer.from(parts.join(""));
      expect(needle.indexIn(bytes, from)).toBe(bytes.indexOf('"usage":', from));
    }),
    { numRuns: 2_000 },
  );
});

test("a part that is none is refused", () => {
  expect(() => new Needle('"usage":', "Id")).toThrow("is no part");
});
