/** The database, where something else is done just before the first transaction begins. */
export function interruptOnce(database: D1Database, meanwhile: () => Promise<unknown>): D1Database {
  let isDone = false;
  return new Proxy(database, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (name !== "batch") return typeof value === "function" ? value.bind(target) : value;
      return async (statements: D1PreparedStatement[]) => {
        if (!isDone) {
          isDone = true;
          await meanwhile();
        }
        return target.batch(statements);
      };
    },
  });
}
