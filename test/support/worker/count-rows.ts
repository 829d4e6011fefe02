/** What D1 itself says was read and written. */
export type Rows = { read: number; written: number; byTable?: Record<string, number> };

/**
 * The database, adding up the rows that its statements and batches read and write, the written ones by table as well.
 * What Drizzle's own SELECTs read is not among them: D1 does not say.
 */
export function countRows(database: D1Database, rows: Rows): D1Database {
  const statements = new WeakMap<
    D1PreparedStatement,
    { real: D1PreparedStatement; query: string }
  >();

  const counted = <T extends D1Result>(result: T, query: string): T => {
    const { rows_read: read, rows_written: written } = result.meta;
    rows.read += read;
    rows.written += written;
    if (written > 0) {
      rows.byTable ??= {};
      rows.byTable[tableOf(query)] = (rows.byTable[tableOf(query)] ?? 0) + written;
    }
    return result;
  };
  const statement = (real: D1PreparedStatement, query: string): D1PreparedStatement => {
    const proxy = new Proxy(real, {
      get(target, name) {
        if (name === "bind")
          return (...values: unknown[]) => statement(target.bind(...values), query);
        if (name === "run" || name === "all")
          return async () => counted(await target[name](), query);
        // Of raw rows D1 tells nothing more, and Drizzle asks for those of a RETURNING so.
        if (name === "raw" && !/^\s*select/i.test(query))
          return async () =>
            counted(await target.all(), query).results.map((row) => Object.values(row));
        return bound(target, name);
      },
    });
    statements.set(proxy, { real, query });
    return proxy;
  };
  return new Proxy(database, {
    get(target, name) {
      if (name === "prepare") return (query: string) => statement(target.prepare(query), query);
      if (name !== "batch") return bound(target, name);
      return async (batch: D1PreparedStatement[]) => {
        const results = await target.batch(batch.map((one) => statements.get(one)?.real ?? one));
        return results.map((result, at) => {
          const asked = batch[at] && statements.get(batch[at]);
          return counted(result, asked?.query ?? "");
        });
      };
    },
  });
}

const tableOf = (query: string) => /\b(?:into|update|from)\s+"(\w+)"/i.exec(query)?.[1] ?? "other";

function bound(target: object, name: string | symbol): unknown {
  const value: unknown = Reflect.get(target, name);
  return typeof value === "function" ? value.bind(target) : value;
}
