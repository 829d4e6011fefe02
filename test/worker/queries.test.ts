import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { aDeployment } from "#test/support/worker/deployment.ts";
import { aMachine, aWorkspace } from "#test/support/worker/people.ts";

/** A database that counts what it is asked. */
function aCountingDatabase() {
  const asked: string[] = [];
  const database = new Proxy(env.DB, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      return (...args: unknown[]) => {
        if (name === "prepare") asked.push(String(args[0]));
        return value.apply(target, args);
      };
    },
  });
  return { asked, database };
}

test("knowing who calls takes one query for a token and two for a cookie, and writes nothing", async () => {
  const owner = await aWorkspace();
  const machine = await aMachine(["read"], owner);
  await machine.get("/api/me");

  const { asked, database } = aCountingDatabase();
  const counted = aDeployment({ DB: database });
  const list = /^select .* from "machine"/;

  expect((await counted("/api/machines", { headers: machine.headers })).status).toBe(200);
  expect(asked.splice(0)).toEqual([
    expect.stringMatching(/^select .* from "api_token"/),
    expect.stringMatching(list),
  ]);

  expect((await counted("/api/machines", { headers: owner.headers })).status).toBe(200);
  expect(asked.splice(0)).toEqual([
    expect.stringMatching(/^select .* from "auth_session"/),
    expect.stringMatching(/^select .* from "auth_organization"/),
    expect.stringMatching(list),
  ]);
});
