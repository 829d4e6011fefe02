import type { Access } from "./access.ts";

/** Who may call a route, in words for the interface's description. */
export function describeAccess(access: Access): string {
  if (access === "public") return "Anybody.";
  if (access === "caller") return "Anybody signed in, and every machine token.";
  if (access === "person") return "Somebody signed in to the app; machine tokens may not.";
  if (access === "person-or-device") {
    return "Somebody signed in to the app, or a machine at the end of its login.";
  }
  const scope = access.scope === "any" ? "any scope" : `the scope ${access.scope}`;
  return `Members with at least the role ${access.role}; machine tokens with ${scope}.`;
}
