import { applyEdits, type JSONPath, modify, parse } from "jsonc-parser";

/* The library can format what it inserts, but then formats its neighbours too: so this does, for the new part alone. */

/** The text with a value set, or with `undefined` taken out; all around it stays as it is. */
export const set = (text: string, place: JSONPath, value: unknown): string =>
  edit(text, place, { value, isInsertion: false });

/** The text with a value added to a list, at the number that ends `place`. */
export const insert = (text: string, place: JSONPath, value: unknown): string =>
  edit(text, place, { value, isInsertion: true });

type Wish = { value: unknown; isInsertion: boolean };

function edit(text: string, place: JSONPath, { value, isInsertion }: Wish): string {
  const bom = text.startsWith("\uFEFF") ? "\uFEFF" : "";
  const given = text.slice(bom.length);
  const body = given.trim() === "" ? "{}\n" : given;
  const edits = modify(body, place, value, { isArrayInsertion: isInsertion });
  const depth = depthOf(body, place);
  const isNew = isInsertion || depth < place.length || !has(body, place);
  const formed = edits.map((one) => {
    if (value === undefined) return one;
    return { ...one, content: formOf(one.content, { body, depth, isNew }) };
  });
  return bom + applyEdits(body, formed);
}

/** How deep the part stands that has to be written: what leads there may be missing itself. */
function depthOf(body: string, place: JSONPath): number {
  const missing = place.findIndex((_, at) => !has(body, place.slice(0, at + 1)));
  return missing < 0 ? place.length : missing + 1;
}

function has(body: string, place: JSONPath): boolean {
  let value: unknown = parse(body, [], { allowTrailingComma: true });
  for (const step of place) value = Object(value)[step];
  return value !== undefined;
}

type Form = { body: string; depth: number; isNew: boolean };

/** `,"key":{…}` on lines of its own, indented as the file is. */
function formOf(content: string, { body, depth, isNew }: Form): string {
  const [, lead = "", key = "", json = ""] =
    /^(,?)("(?:[^"\\]|\\.)*":)?([\s\S]*)$/.exec(content) ?? [];
  const { unit, eol } = styleOf(body);
  const pretty = JSON.stringify(JSON.parse(json), null, unit);
  const formed = `${key && `${key} `}${pretty.replaceAll("\n", eol + unit.repeat(depth))}`;
  if (!isNew) return formed;
  // Nothing was in there: its end gets a line of its own as well.
  const end = lead === "" ? eol + unit.repeat(depth - 1) : "";
  return lead + eol + unit.repeat(depth) + formed + end;
}

function styleOf(body: string) {
  const [, unit = "  "] = /\n([\t ]+)\S/.exec(body) ?? [];
  return { unit, eol: body.includes("\r\n") ? "\r\n" : "\n" };
}
