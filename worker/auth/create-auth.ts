import { betterAuth } from "better-auth/minimal";
import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { bearer, deviceAuthorization, emailOTP, organization } from "better-auth/plugins";
import * as schema from "#worker/db/auth-schema.ts";
import { openDatabase } from "#worker/db/client.ts";
import { workspaceAccess, workspaceRoles } from "./permissions.ts";

export function createAuth(env: Env) {
  return betterAuth({
    baseURL: env.APP_URL,
    secret: env.BETTER_AUTH_SECRET,
    trustedOrigins: [env.APP_URL],
    telemetry: { enabled: false },
    database: drizzleAdapter(openDatabase(env), { provider: "sqlite", schema, transaction: false }),
    user: { modelName: "auth_user" },
    session: { modelName: "auth_session" },
    account: { modelName: "auth_account" },
    verification: { modelName: "auth_verification" },
    rateLimit: { enabled: true, storage: "database", modelName: "auth_rate_limit" },
    plugins: [
      organization({
        ac: workspaceAccess,
        roles: workspaceRoles,
        schema: {
          organization: { modelName: "auth_organization" },
          member: { modelName: "auth_member" },
          invitation: { modelName: "auth_invitation" },
        },
      }),
      bearer(),
      emailOTP({ sendVerificationOTP: async () => {} }),
      deviceAuthorization({ schema: { deviceCode: { modelName: "auth_device_code" } } }),
    ],
  });
}
