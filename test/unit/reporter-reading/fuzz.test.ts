import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ingestItem } from "#contract/ingest.ts";
import type { Line } from "./support/log-folder.ts";
import { sampleLogs } from "./support/sample-logs.ts";

/** What a field may hold that no client has written yet. */
const odd = fc.oneof(
  fc.constantFrom<unknown>(null, true, -1, 0.5, 1e300, 2 ** 53, "", "0", [], {}, [null], [[]], {
    a: null,
  }),
  fc.constantFrom<unknown>("x".repeat(5_000), "__proto__", "\u0000", "\uD800", "9999-99-99", "-1"),
  fc.constantFrom<unknown>("+275760-09-13T00:00:00.000Z", "0001-01-01T00:00:00Z", -1e300),
  fc.jsonValue(),
);

/** A place in a line: at each level one of the fields, by number. */
const place = fc.array(fc.nat({ max: 20 }), { minLength: 1, maxLength: 5 });

/** The line with another value, or none, in one place. */
function altered(line: unknown, at: number[], value: unknown): unknown {
  const [number = 0, ...deeper] = at;
  if (Array.isArray(line) && line.length > 0) {
    const index = number % line.length;
    return line.map((one, position) => (position === index ? altered(one, deeper, value) : one));
  }
  if (typeof line !== "object" || line === null || Object.keys(line).length === 0) return value;
  const names = Object.keys(line);
  const name = names[number % names.length] ?? "";
  const inside: unknown = Reflect.get(line, name);
  return { ...line, [name]: deeper.length > 0 ? altered(inside, deeper, value) : value };
}

describe.each(sampleLogs)("$name, with odd values", ({ adapter, file, lines }) => {
  test("never fails, and every item keeps to the contract", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat({ max: lines.length - 1 }), place, odd), {
          minLength: 1,
          maxLength: 4,
        }),
        (changes) => {
          const given: unknown[] = [...lines];
          for (const [index, at, value] of changes) given[index] = altered(given[index], at, value);
          const records = adapter.newRecords(file, file);
          for (const line of given) {
            const isLine = typeof line === "object" && line !== null && !Array.isArray(line);
            if (isLine) adapter.readObject(records, line as Line, 1.78e12);
          }
          const resolver = adapter.newResolver({ titles: true, factsOf: () => undefined });
          resolver.update(file, records);
          for (const one of [...resolver.all(), ...resolver.takeDirty()])
            expect(ingestItem.safeParse(one).error?.message).toBeUndefined();
          expect(Object.keys(Object.prototype)).toEqual([]);
        },
      ),
      { numRuns: 3_000 },
    );
  }, 30_000);
});
