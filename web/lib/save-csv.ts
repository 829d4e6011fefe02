import { saveFile } from "./save-file.ts";

type Row = Record<string, string | number | null | undefined>;

/** Offers rows as a file. */
export const saveCsv = (name: string, rows: Row[]) => saveFile(name, csvOf(rows), "text/csv");

/** RFC 4180, with the first row's names as the head. */
export function csvOf(rows: Row[]): string {
  const names = Object.keys(rows[0] ?? {});
  const lines = rows.map((row) => names.map((name) => cell(row[name])).join(","));
  return [names.join(","), ...lines].map((line) => `${line}\r\n`).join("");
}

/** A text that a spreadsheet would take for a formula is kept a text. */
function cell(value: Row[string]): string {
  const text = String(value ?? "");
  const safe = typeof value === "string" && /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
