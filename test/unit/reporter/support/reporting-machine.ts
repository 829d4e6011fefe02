import type { FakeServer } from "./fake-server.ts";
import { aHome } from "./run-stint.ts";
import { aFolder } from "./temporary-folder.ts";

/** A machine with a home of its own that reports to the server. */
export function aMachine(server: FakeServer) {
  const env: Record<string, string> = {
    ...aHome(aFolder()),
    STINT_URL: server.url,
    STINT_TOKEN: "stint_test",
  };
  return { env, claude: env["CLAUDE_CONFIG_DIR"] ?? "", state: env["STINT_HOME"] ?? "" };
}

/** What `count` messages of the factory sum up to. */
export const right = (count: number) => ({
  events: count,
  input: count * 100,
  output: count * 10,
  cacheRead: count * 10_000,
  cacheWrite5m: count * 1_000,
  cacheWrite1h: 0,
});
