type Row = Record<string, unknown>;

/** The values of one field over all rows: one value for all, indices into few, differences of numbers, or as they are. */
type Column =
  | { same: unknown }
  | { words: string[]; at: number[] }
  | { steps: number[] }
  | { table: Table }
  | { all: unknown[] };

/** Rows of one shape, by columns: a tenth of the bytes, and much quicker to parse. */
type Table = { size: number; columns: [name: string, column: Column][] };

/**
 * Records as they are kept: lists and maps of like objects become tables, all else stays. Maps come back as maps; where
 * the objects hold their own `key`, it is kept once.
 */
export function packRecords(records: Row): Row {
  const packed: Row = {};
  for (const [name, value] of Object.entries(records)) packed[name] = packValue(value);
  return packed;
}

/** What `packRecords` was given. Throws where it was given something else. */
export function unpackRecords(packed: Row): Row {
  const records: Row = {};
  for (const [name, value] of Object.entries(packed)) records[name] = unpackValue(value);
  return records;
}

function packValue(value: unknown): unknown {
  if (value instanceof Map) return { $map: packValue([...value.values()]), ...keysOf(value) };
  const table = Array.isArray(value) ? tableOf(value) : null;
  return table ? { $rows: table } : value;
}

function unpackValue(value: unknown): unknown {
  if (!isRow(value)) return value;
  if (isTable(value["$rows"])) return rowsOf(value["$rows"]);
  const rows = unpackValue(value["$map"]);
  if (!Array.isArray(rows)) return value;
  const keys = value["$keys"];
  const found = new Map<unknown, unknown>();
  for (const [at, row] of rows.entries()) found.set(Array.isArray(keys) ? keys[at] : row.key, row);
  return found;
}

/** A map's keys, where its values do not say their own. */
function keysOf(map: Map<unknown, unknown>): Row {
  const isByKey = [...map].every(([key, row]) => isRow(row) && row["key"] === key);
  return isByKey ? {} : { $keys: [...map.keys()] };
}

/** Null where the rows are not all of one shape, or hold what JSON cannot say. */
function tableOf(rows: unknown[]): Table | null {
  const [first] = rows;
  if (!isRow(first)) return null;
  const names = Object.keys(first);
  if (names.length === 0 || !isLike(rows, names)) return null;
  const columns: Table["columns"] = [];
  for (const name of names) {
    const values = rows.map((row) => row[name]);
    if (values.includes(undefined)) return null;
    columns.push([name, packColumn(values)]);
  }
  return { size: rows.length, columns };
}

/** Whether all of them are rows with the same fields in the same order. */
function isLike(rows: unknown[], names: string[]): rows is Row[] {
  for (const row of rows) {
    if (!isRow(row)) return false;
    const own = Object.keys(row);
    if (own.length !== names.length) return false;
    for (let at = 0; at < names.length; at++) if (own[at] !== names[at]) return false;
  }
  return true;
}

function packColumn(values: unknown[]): Column {
  const [first] = values;
  if (!isObject(first) && values.every((value) => value === first)) return { same: first };
  if (values.every((value) => typeof value === "string")) return packWords(values);
  if (values.every((value) => Number.isSafeInteger(value))) return packNumbers(values as number[]);
  const table = tableOf(values);
  return table ? { table } : { all: values };
}

function packWords(values: string[]): Column {
  const places = new Map<string, number>();
  const at = values.map((value) => {
    const place = places.get(value) ?? places.size;
    places.set(value, place);
    return place;
  });
  return places.size * 2 < values.length ? { words: [...places.keys()], at } : { all: values };
}

/** Times are large and follow each other closely; counts are small and do not. */
function packNumbers(values: number[]): Column {
  const isTime = values.every((value) => value > 1e11);
  if (!isTime) return { all: values };
  return { steps: values.map((value, at) => value - (values[at - 1] ?? 0)) };
}

/** Rows are copies of the first one, so that only what differs is written to each. */
function rowsOf({ size, columns }: Table): Row[] {
  const template: Row = {};
  for (const [name, column] of columns) template[name] = "same" in column ? column.same : null;
  const rows = Array.from({ length: size }, () => ({ ...template }));
  for (const [name, column] of columns) {
    if ("same" in column) continue;
    const values = valuesOf(column, size);
    for (let at = 0; at < size; at++) {
      const row = rows[at];
      if (row) row[name] = values[at];
    }
  }
  return rows;
}

function valuesOf(column: Column, size: number): unknown[] {
  if ("all" in column) return column.all;
  if ("words" in column) return column.at.map((place) => column.words[place]);
  if ("table" in column) return rowsOf(column.table);
  if ("same" in column) return Array.from({ length: size }, () => column.same);
  let value = 0;
  return column.steps.map((step) => (value += step));
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

const isRow = (value: unknown): value is Row => isObject(value) && !Array.isArray(value);

const isTable = (value: unknown): value is Table =>
  isRow(value) && typeof value["size"] === "number" && Array.isArray(value["columns"]);
