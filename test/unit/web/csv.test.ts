import { expect, test } from "vitest";
import { csvOf } from "#web/lib/save-csv.ts";

test("rows become lines under the names of the first one", () => {
  const rows = [
    { title: "Fix it", costUsd: "1.500000000", events: 3 },
    { title: "Again", costUsd: "0.000000000", events: 0 },
  ];
  expect(csvOf(rows)).toBe(
    "title,costUsd,events\r\nFix it,1.500000000,3\r\nAgain,0.000000000,0\r\n",
  );
});

test("commas, quotes and line ends are kept, and nothing is an empty cell", () => {
  expect(csvOf([{ a: 'say "hi", twice', b: "two\nlines", c: null, d: undefined }])).toBe(
    'a,b,c,d\r\n"say ""hi"", twice","two\nlines",,\r\n',
  );
});

test.each(["=1+1", "+1", "-1", "@now", "\tx", "\rx", "\nx", "＝1+1"])(
  "%j stays a text in a spreadsheet",
  (formula) => {
    const [, line = ""] = csvOf([{ a: formula }]).split("a\r\n");
    expect(line.replace(/^"/, "")).toMatch(/^'/);
  },
);

test("a negative number is no formula", () => {
  expect(csvOf([{ a: -1 }])).toBe("a\r\n-1\r\n");
});
