/** What D1 itself says was read and written. */
export type Rows = { read: number; written: number };

/** The database, adding up the rows that its statements and batches read and write. */
export function countRows(database: D1Database, rows: Rows): D1Database {
  const statements = new WeakMap<D1PreparedStatement, D1PreparedStatement>();

  const counted = <T extends D1Result>(result: T): T => {
    rows.read += result.meta.rows_read;
    rows.written += result.meta.rows_written;
    return result;
  };
  const statement = (real: D1PreparedStatement): D1PreparedStatement => {
    const proxy = new Proxy(real, {
      get(target, name) {
        if (name === "bind") return (...values: unknown[]) => statement(target.bind(...values));
        if (name === "run" || name === "all") return async () => counted(await target[name]());
        return bound(target, name);
      },
    });
    statements.set(proxy, real);
    return proxy;
  };
  return new Proxy(database, {
    get(target, name) {
      if (name === "prepare") return (query: string) => statement(target.prepare(query));
      if (name !== "batch") return bound(target, name);
      return async (batch: D1PreparedStatement[]) => {
        const results = await target.batch(batch.map((one) => statements.get(one) ?? one));
        return results.map(counted);
      };
    },
  });
}

function bound(target: object, name: string | symbol): unknown {
  const value: unknown = Reflect.get(target, name);
  return typeof value === "function" ? value.bind(target) : value;
}
