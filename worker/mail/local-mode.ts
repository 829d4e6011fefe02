/** A run on somebody's own machine, where nothing is mailed. Never true for an address that others can reach. */
export function isLocal(env: Pick<Env, "STINT_LOCAL" | "APP_URL">): boolean {
  return env.STINT_LOCAL === "1" && isLoopback(new URL(env.APP_URL).hostname);
}

/** 127.0.0.0/8, ::1 and the names that always mean them. */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}
