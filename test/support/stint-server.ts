import { mkdirSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { createTestHarness, unstable_readConfig } from "wrangler";
import { costSummary } from "#contract/costs.ts";
import { invitation, machineToken } from "#contract/team.ts";
import type { LocalStint } from "#worker/commands/local/server.ts";
import { signInPerson } from "#worker/commands/local/sign-in.ts";

type Totals = ReturnType<typeof costSummary.parse>["allTime"]["totals"];

const root = path.resolve(import.meta.dirname, "../..");

/** The real Worker in workerd, with an empty database of its own. */
export type StintServer = {
  url: string;
  /** A person in a workspace of their own, or in that of who invites them, and a token for one of their machines. */
  aReporter(email: string, given?: GivenMachine): Promise<{ token: string; workspace: string }>;
  /** Lets the machine that shows this code into the person's workspace. */
  approve(email: string, userCode: string): Promise<void>;
  /** All that the token's workspace ever counted. */
  totals(token: string): Promise<Totals>;
  /** Rows of the database itself, for what no screen shows. */
  rows<T>(query: string, ...values: string[]): Promise<T[]>;
  close(): Promise<void>;
};

/** What of D1 is used here: its own types are of another runtime. */
type Database = {
  prepare(query: string): {
    bind(...values: string[]): { all<T>(): Promise<{ results: T[] }> };
  };
};

type GivenMachine = { machine?: string; invitedBy?: string };

/** `main` is another entry than the Worker's own, with the same bindings. */
export async function aStintServer(main = "worker/index.ts"): Promise<StintServer> {
  // Otherwise a sample of request metadata is asked for on the network.
  process.env["CLOUDFLARE_CF_FETCH_ENABLED"] = "false";
  // The Worker serves it; what is in it does not matter here.
  mkdirSync(path.join(root, "dist/web"), { recursive: true });
  const config = unstable_readConfig({ config: path.join(root, "wrangler.toml") });
  const worker = (appUrl: string) => ({
    root,
    workers: [
      {
        config: { ...config, main: path.join(root, main) },
        vars: { APP_URL: appUrl, STINT_LOCAL: "1" },
        secrets: { BETTER_AUTH_SECRET: "only-for-tests-0123456789-abcdefghijklmnop" },
      },
    ],
  });
  const harness = createTestHarness(worker("http://127.0.0.1:1"));
  const { url } = await harness.listen();
  // The port is known only now, and cookies and links go by the address.
  await harness.update(worker(url.origin));
  await harness.getWorker().applyD1Migrations("DB");
  const local = { url: url.origin, port: Number(url.port), dataDir: "" };
  return {
    url: url.origin,
    close: () => harness.close(),
    totals: async (token) => {
      const headers = { Authorization: `Bearer ${token}` };
      const response = await fetch(`${url.origin}/api/costs/summary`, { headers });
      return costSummary.parse(await response.json()).allTime.totals;
    },
    rows: async <T>(query: string, ...values: string[]) => {
      const { DB } = await harness.getWorker<{ DB: Database }>().getEnv();
      return (
        await DB.prepare(query)
          .bind(...values)
          .all<T>()
      ).results;
    },
    approve: async (email, userCode) => {
      const { client, workspace } = await signInPerson(local, email);
      await client.send("POST", "/api/device/approve", { userCode, workspace: workspace.slug });
    },
    aReporter: async (email, { machine = "box", invitedBy } = {}) => {
      const invited = invitedBy ? await invite(local, invitedBy, email) : null;
      const { client, workspace } = await signInPerson(local, email, invited);
      const response = await client.send("POST", "/api/machines/token", {
        machineKey: `${machine}-of-${email}`,
        name: machine,
        platform: "linux",
        scopes: ["ingest", "read", "plan"],
      });
      const { token } = machineToken.parse(await response.json());
      return { token, workspace: workspace.slug };
    },
  };
}

async function invite(local: LocalStint, owner: string, email: string) {
  const { client, workspace } = await signInPerson(local, owner);
  const response = await client.send("POST", `/api/workspaces/${workspace.slug}/invitations`, {
    email,
    role: "member",
  });
  const { id } = invitation.parse(await response.json());
  return { id, name: email };
}
