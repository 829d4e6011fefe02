import { readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { Acknowledgements } from "#reporter/upload/acknowledgements.ts";
import { fingerprint, hexOf, type Mark, MarkTable } from "#reporter/upload/fingerprint.ts";
import { aFolder } from "./support/temporary-folder.ts";

const aMark = (name: string, content = name): Mark => ({
  key: fingerprint(name),
  content: fingerprint(content),
});
const marks = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => aMark(`item ${from + index}`));
const aFile = () => path.join(aFolder(), "outbox", "acknowledged");
const known = (file: string, among: Mark[]) => {
  const opened = new Acknowledgements(file);
  return among.filter((mark) => opened.has(mark)).length;
};

test("what was acknowledged is known in the next process", () => {
  const file = aFile();
  new Acknowledgements(file).add(marks(3_000));
  const opened = new Acknowledgements(file);
  expect(opened.count).toBe(3_000);
  expect(opened.has(aMark("item 7"))).toBe(true);
  expect(opened.has(aMark("item 7", "changed"))).toBe(false);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("the newest content of a key counts", () => {
  const file = aFile();
  const opened = new Acknowledgements(file);
  opened.add([aMark("a", "1")]);
  opened.add([aMark("a", "2")]);
  expect([known(file, [aMark("a", "1")]), known(file, [aMark("a", "2")])]).toEqual([0, 1]);
});

test("two processes may append to one file", () => {
  const file = aFile();
  const [one, other] = [new Acknowledgements(file), new Acknowledgements(file)];
  for (let round = 0; round < 50; round++) {
    one.add(marks(5, round * 10));
    other.add(marks(5, round * 10 + 5));
  }
  expect(known(file, marks(500))).toBe(500);
});

test("a torn end costs only the frame it tore, also for what is appended later", () => {
  const file = aFile();
  for (let frame = 0; frame < 10; frame++) new Acknowledgements(file).add(marks(10, frame * 10));
  for (const lost of [1, 7, 13]) {
    truncateSync(file, statSync(file).size - lost);
    new Acknowledgements(file).add(marks(1, 1_000 + lost));
  }
  expect(known(file, marks(100))).toBe(90);
  expect(known(file, marks(20, 1_000))).toBe(1);
});

test("damage anywhere means sending again, never taking something for sent", () => {
  const file = aFile();
  for (let frame = 0; frame < 20; frame++) new Acknowledgements(file).add(marks(10, frame * 10));
  const whole = readFileSync(file);
  for (let at = 0; at < whole.length; at += 97) {
    const damaged = Buffer.from(whole);
    damaged[at] = (damaged[at] ?? 0) ^ 0xff;
    writeFileSync(file, damaged);
    expect(known(file, marks(200))).toBe(190);
    expect(new Acknowledgements(file).count).toBe(190);
  }
});

test.each(["", "SAK1", "SAK1\u00ff\u00ff\u00ff\u00ff1234", "nonsense", "\0".repeat(5_000)])(
  "a file that is none is empty (%j)",
  (content) => {
    const file = aFile();
    new Acknowledgements(file).add(marks(1));
    writeFileSync(file, content);
    const opened = new Acknowledgements(file);
    expect(opened.count).toBe(0);
    opened.add(marks(5));
    expect(known(file, marks(5))).toBe(5);
  },
);

test("a journal that repeats itself is compacted and keeps its time", () => {
  const file = aFile();
  const opened = new Acknowledgements(file);
  for (let round = 0; round < 20; round++) {
    opened.add(marks(1_000).map(({ key }) => ({ key, content: fingerprint(`${round}`) })));
  }
  const before = statSync(file);
  const again = new Acknowledgements(file);
  expect(again.count).toBe(1_000);
  expect(statSync(file).size).toBeLessThan(before.size / 10);
  expect(Acknowledgements.lastAt(file)).toBeCloseTo(before.mtimeMs, -1);
  expect(again.has({ key: fingerprint("item 3"), content: fingerprint("19") })).toBe(true);
});

test("a folder that cannot be written is told once and loses nothing else", () => {
  const warnings: string[] = [];
  const opened = new Acknowledgements("/dev/null/acknowledged", (text) => warnings.push(text));
  opened.add(marks(1));
  opened.add(marks(1, 1));
  expect(warnings).toHaveLength(1);
  expect(opened.has(aMark("item 1"))).toBe(true);
});

test("the table holds many marks, and those with halves of zero", () => {
  const table = new MarkTable();
  const odd: Mark = { key: { high: 0, low: 0 }, content: { high: 0, low: 0 } };
  table.set(odd);
  for (const mark of marks(50_000)) table.set(mark);
  expect(table.count).toBe(50_001);
  expect(table.has(odd)).toBe(true);
  expect(marks(50_000).every((mark) => table.has(mark))).toBe(true);
  expect([...table.marks()]).toHaveLength(50_001);
});

test("fingerprints of near texts differ", () => {
  const texts = Array.from({ length: 200_000 }, (_, index) => `usage claude-code msg_${index}`);
  const prints = new Set(texts.map((text) => hexOf(fingerprint(text))));
  expect(prints.size).toBe(texts.length);
});
