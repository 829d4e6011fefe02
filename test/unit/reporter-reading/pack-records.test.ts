import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { packRecords, unpackRecords } from "#reporter/library/pack-records.ts";

type Records = Record<string, unknown>;

/** As the journal keeps them: through a line of JSON. */
const kept = (records: Records): Records =>
  unpackRecords(JSON.parse(JSON.stringify(packRecords(records))));

const moments = fc.integer({ min: 1.7e12, max: 1.8e12 });
const words = fc.constantFrom("ok", "failed", "claude-opus-4-6", "", "__proto__", "key", "…");

const leaf = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer(),
  moments,
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((one) => one || 0),
  words,
  fc.string({ unit: "grapheme" }),
);

/** Names that an object has anyway, and such as the packing itself uses. */
const names = fc.constantFrom("key", "at", "toString", "constructor", "size", "same", "$keys", "a");

const row = fc.dictionary(names, leaf, { maxKeys: 5, noNullPrototype: true });

/** Rows of one shape, in which each field has values of one kind, as records have. */
const table = fc
  .uniqueArray(
    fc.tuple(names, fc.constantFrom(moments, words, leaf, fc.nat(), fc.constant(7), row)),
    {
      maxLength: 6,
      selector: ([name]) => name,
    },
  )
  .chain((fields) =>
    fc.array(
      fc.record(Object.fromEntries(fields) as Record<string, fc.Arbitrary<unknown>>, {
        noNullPrototype: true,
      }),
      { maxLength: 12 },
    ),
  );

const list = fc.oneof(table, fc.array(row, { maxLength: 6 }), fc.array(leaf, { maxLength: 6 }));
const mapOf = (rows: unknown[]) => new Map(rows.map((one, at) => [`k${at}`, one]));
const mapByKey = (rows: Records[]) =>
  new Map(rows.map((one, at): [string, Records] => [`k${at}`, { ...one, key: `k${at}` }]));

const records = fc.dictionary(
  names,
  fc.oneof(leaf, row, list, list.map(mapOf), table.map(mapByKey)),
  { maxKeys: 6, noNullPrototype: true },
);

describe("packed records", () => {
  test("come back as they were", () => {
    fc.assert(
      fc.property(records, (given) => {
        const before = structuredClone(given);
        expect(kept(given)).toEqual(before);
        expect(given, "packing changes nothing").toEqual(before);
      }),
      { numRuns: 2_000 },
    );
  });

  const cases: [string, Records][] = [
    ["nothing", {}],
    ["an empty list", { rows: [] }],
    ["an empty map", { rows: new Map() }],
    ["rows without fields", { rows: [{}, {}] }],
    ["one row", { rows: [{ at: 1, name: null }] }],
    ["null beside a number", { rows: [{ at: null }, { at: 1 }, { at: null }] }],
    ["rows of two shapes", { rows: [{ a: 1 }, { b: 1 }] }],
    ["a field that is every object's", { rows: [{ constructor: 1 }, { other: 1 }] }],
    ["a list among rows", { rows: [{ a: 1 }, [1]] }],
    ["rows in rows", { rows: [{ own: { a: 1 } }, { own: { a: 2 } }] }],
    ["rows in rows of two shapes", { rows: [{ own: { a: 1 } }, { own: null }] }],
    ["a map by other keys", { rows: new Map([["x", { key: "y" }]]) }],
    [
      "a map of plain values",
      {
        rows: new Map([
          ["x", 1],
          ["y", null],
        ]),
      },
    ],
    ["times that go back", { rows: [{ at: 1.7e12 }, { at: 1.8e12 }, { at: 1.6e12 }] }],
    ["a time that is no whole number", { rows: [{ at: 1.7e12 + 0.25 }, { at: 1.7e12 }] }],
  ];

  test.each(cases)("%s", (_, given) => expect(kept(given)).toEqual(given));

  test("what is undefined is as if it were not there, and null stays", () => {
    const rows = [
      { a: undefined, b: null },
      { a: undefined, b: null },
    ];
    const [first] = (kept({ rows }) as { rows: Records[] }).rows;
    expect(first).toStrictEqual({ b: null });
    const mixed = kept({
      rows: [
        { a: undefined, b: null },
        { a: 1, b: null },
      ],
    });
    expect(mixed).toEqual({ rows: [{ b: null }, { a: 1, b: null }] });
  });

  test("rows do not share what they hold", () => {
    const rows = [{ list: [1] }, { list: [1] }];
    const [first, second] = (kept({ rows }) as { rows: { list: number[] }[] }).rows;
    first?.list.push(2);
    expect(second?.list).toEqual([1]);
  });

  test("like rows take a fraction of their bytes", () => {
    const rows = Array.from({ length: 500 }, (_, at) => ({
      key: `msg_${at}`,
      at: 1.7e12 + at * 1_000,
      model: "claude-opus-4-6",
      outcome: at % 3 ? "ok" : "failed",
      geo: null,
    }));
    const size = JSON.stringify(packRecords({ rows })).length;
    expect(size).toBeLessThan(JSON.stringify({ rows }).length / 3);
  });
});
