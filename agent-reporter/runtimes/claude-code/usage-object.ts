import { isObject, objectOf } from "../json-values.ts";

type Line = Record<string, unknown>;

const contentStart = Buffer.from('"content":[');
const contentEnd = Buffer.from('],"stop_reason":');

/**
 * A message's line without its content, which is most of it: all between the first `"content":[` and the
 * `],"stop_reason":` behind it. Neither can stand inside a string, where quotes are escaped. Where there are several
 * ends, or anything that counts is missing afterwards, the line has another form, and the answer is null.
 */
export function usageObjectOf(line: Buffer): Line | null {
  const start = line.indexOf(contentStart);
  const end = start === -1 ? -1 : line.indexOf(contentEnd, start);
  if (end === -1 || line.includes(contentEnd, end + 1)) return null;
  const head = line.toString("utf8", 0, start + contentStart.length);
  const object = parse(head + line.toString("utf8", end));
  return object && isWhole(object) ? object : null;
}

function parse(text: string): Line | null {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return null;
  }
}

function isWhole(line: Line): boolean {
  const inner = line["type"] === "progress" ? objectOf(objectOf(line["data"])["message"]) : line;
  const message = objectOf(inner["message"]);
  return isObject(message["usage"]) && "id" in message && "model" in message && "timestamp" in line;
}
