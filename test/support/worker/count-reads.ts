import { env } from "cloudflare:workers";

/** The database, keeping each SELECT, which is asked again to learn how many rows it reads. */
export function countReads() {
  const selects: D1PreparedStatement[] = [];
  const statement = (real: D1PreparedStatement, query: string): D1PreparedStatement =>
    new Proxy(real, {
      get(target, name) {
        if (name !== "bind") return Reflect.get(target, name);
        return (...values: unknown[]) => {
          const bound = target.bind(...values);
          // The guards of a transaction fail where it is over.
          if (/^\s*select(?! json)/i.test(query)) selects.push(bound);
          return bound;
        };
      },
    });
  const database = new Proxy(env.DB, {
    get: (target, name) => {
      if (name === "prepare") return (query: string) => statement(target.prepare(query), query);
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  /** How many rows each one read, since this was asked last. */
  const asked = async () => {
    const results = await Promise.all(selects.splice(0).map((one) => one.all()));
    return results.map(({ meta }) => meta.rows_read);
  };
  return { database, asked };
}
