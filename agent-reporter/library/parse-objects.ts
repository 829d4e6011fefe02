/**
 * The objects of a line: one as a rule, two where a newline was lost. Null where it is no JSON: torn, or garbage.
 * A byte order mark, padding zeros and a carriage return around it are nobody's.
 */
export function parseObjects(line: Buffer): Record<string, unknown>[] | null {
  const asItIs = line.toString("utf8");
  const usual = parse(asItIs);
  if (usual) return [usual];
  const text = asItIs.replace(/^[\uFEFF\0\s]+/, "").replace(/[\0\s]+$/, "");
  if (text === "") return [];
  const whole = parse(text);
  if (whole) return [whole];
  const parts = splitObjects(text);
  if (parts.length < 2) return null;
  const objects = parts.map(parse);
  return objects.some((object) => object === null) ? null : objects.filter((one) => one !== null);
}

/** Longer ones are garbage, or too much to go through again. */
const longestBroken = 4 << 20;

/**
 * The whole line at the end of one that is torn: a program was killed while it wrote, and the next one wrote on behind it.
 * Only what begins as the torn one does, and has a time, is a line and not a piece of what was torn.
 */
export function objectBehindTorn(line: Buffer): Record<string, unknown>[] {
  if (line.length > longestBroken) return [];
  const text = line.toString("utf8").trim();
  const beginning = /^\{"[^"\\]*":/.exec(text)?.[0];
  const at = beginning ? text.lastIndexOf(beginning) : 0;
  const object = at > 0 ? parse(text.slice(at)) : null;
  return typeof object?.["timestamp"] === "string" ? [object] : [];
}

function parse(text: string): Record<string, unknown> | null {
  if (!text.startsWith("{")) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Cuts between objects that follow each other, heeding strings. */
function splitObjects(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (inString) {
      if (character === "\\") at += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === "{") depth += 1;
    else if (character === "}") {
      depth -= 1;
      if (depth === 0) {
        parts.push(text.slice(start, at + 1));
        start = at + 1;
      }
    }
  }
  return text.slice(start).trim() === "" ? parts : [];
}
