import { env } from "cloudflare:workers";

/** What ends a step: nobody catches it but the test. */
export class Killed extends Error {}

/** What happens to a step: something else between its reading and its writing; its end before, or right after, it wrote. */
export type Shake = { meanwhile?: () => Promise<unknown>; killed?: "before" | "after" | null };

/** The database of a step to which that happens at its `nth` transaction. */
export function shaken({ meanwhile, killed }: Shake, nth = 0): D1Database {
  let batches = -1;
  return new Proxy(env.DB, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (name !== "batch") return typeof value === "function" ? value.bind(target) : value;
      return async (statements: D1PreparedStatement[]) => {
        batches += 1;
        if (batches !== nth) return target.batch(statements);
        await meanwhile?.();
        if (killed === "before") throw new Killed();
        const results = await target.batch(statements);
        if (killed === "after") throw new Killed();
        return results;
      };
    },
  });
}
