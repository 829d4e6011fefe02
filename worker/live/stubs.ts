/** The one place that names objects. The workspace leads each name, so that a guessed id opens nothing. */
type Objects = Pick<Env, "SESSION_LIVE" | "WORKSPACE_LIVE" | "REPRICER">;

/** The live object of one session. */
export const sessionLive = (env: Objects, workspaceId: string, sessionId: string) =>
  env.SESSION_LIVE.getByName(`${workspaceId}/${sessionId}`);

/** The live object of a workspace's overview. */
export const workspaceLive = (env: Objects, workspaceId: string) =>
  env.WORKSPACE_LIVE.getByName(workspaceId);

/** The object that takes a workspace's passes over past events further. */
export const repricer = (env: Objects, workspaceId: string) => env.REPRICER.getByName(workspaceId);

/** Who watches; the route that checked them says so in headers of the upgrade that it makes itself. */
export const watcherHeaders = { person: "x-internal-person", token: "x-internal-token" } as const;
