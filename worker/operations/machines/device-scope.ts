import { type TokenScope, tokenScope } from "#contract/team.ts";

/** The only client that may start a device login: the reporter. */
export const deviceClientId = "stint-cli";

/** What a machine asks for. */
export type DeviceRequest = { machineName: string; scopes: TokenScope[] };

/** Reads a device code's scope, `ingest read machine:My%20laptop`. Words it does not know are left out. */
export function parseDeviceScope(scope: string | null): DeviceRequest {
  const words = (scope ?? "").split(/\s+/).filter(Boolean);
  const named = words.find((word) => word.startsWith("machine:"))?.slice("machine:".length);
  const scopes = words.flatMap((word) => tokenScope.safeParse(word).data ?? []);
  return { machineName: decoded(named ?? "") || "A machine", scopes: [...new Set(scopes)] };
}

/** A name as people read it: decoded, without control characters, of a bearable length. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name).replace(/\p{C}/gu, "").trim().slice(0, 100);
  } catch {
    return "";
  }
}
