import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { drizzle } from "drizzle-orm/d1";
import { betterAuth } from "better-auth/minimal";
import { bearer, deviceAuthorization, emailOTP, organization } from "better-auth/plugins";
import * as schema from "#worker/db/auth-schema.ts";
import { openDatabase } from "#worker/db/client.ts";
import { AppError } from "#worker/errors.ts";
import { type Mailer, mailerOf } from "#worker/mail/mailer.ts";
import { codeLifetimeSeconds, signInMail } from "#worker/mail/sign-in-mail.ts";
import { deviceClientId } from "#worker/operations/machines/device-scope.ts";
import { signInHooks } from "./hooks.ts";
import { workspaceAccess, workspaceRoles } from "./permissions.ts";
import { signInLimits } from "./limits.ts";

const dayInSeconds = 86_400;

/**
 * The auth library, set up for this deployment. Made anew for each request, because it holds the request's database.
 * `deliver` sends the sign-in codes.
 */
export function createAuth(env: Env, deliver: Mailer = mailerOf(env)) {
  return betterAuth({
    ...settings(env),
    databaseHooks: signInHooks(openDatabase(env)),
    plugins: [
      organization({
        ac: workspaceAccess,
        roles: workspaceRoles,
        requireEmailVerificationOnInvitation: true,
        schema: {
          organization: { modelName: "auth_organization" },
          member: { modelName: "auth_member" },
          invitation: { modelName: "auth_invitation" },
        },
      }),
      bearer(),
      emailOTP({
        expiresIn: codeLifetimeSeconds(env),
        storeOTP: "encrypted",
        sendVerificationOTP: ({ email, otp }) => deliver(signInMail(env, email, otp)),
      }),
      deviceAuthorization({
        verificationUri: "/device",
        expiresIn: "15m",
        interval: "5s",
        validateClient: (id) => id === deviceClientId,
        schema: { deviceCode: { modelName: "auth_device_code" } },
      }),
    ],
  });
}

function settings(env: Env) {
  return {
    baseURL: env.APP_URL,
    secret: secretOf(env),
    trustedOrigins: [env.APP_URL],
    telemetry: { enabled: false },
    // Arguments of a log line may hold mail addresses and tokens.
    logger: { log: (level: string, message: string) => console.log({ level, message }) },
    // What the library did not foresee is ours to log and to answer.
    onAPIError: { throw: true, errorURL: new URL("/login", env.APP_URL).href },
    database: drizzleAdapter(drizzle(env.DB, { schema }), {
      provider: "sqlite" as const,
      schema,
      transaction: false,
    }),
    user: { modelName: "auth_user" },
    // No cookie cache: an ended session is refused at the next request.
    session: { modelName: "auth_session", expiresIn: 30 * dayInSeconds, updateAge: dayInSeconds },
    account: { modelName: "auth_account" },
    verification: { modelName: "auth_verification" },
    rateLimit: {
      enabled: true,
      storage: "database" as const,
      modelName: "auth_rate_limit",
      customRules: signInLimits(env),
    },
    socialProviders: githubProvider(env),
    advanced: {
      cookiePrefix: "stint",
      // A session and its person are read in one query.
      database: { joins: true },
      useSecureCookies: env.APP_URL.startsWith("https:"),
      defaultCookieAttributes: { httpOnly: true, sameSite: "lax" as const },
      ipAddress: { ipAddressHeaders: ["cf-connecting-ip"] },
    },
  };
}

/** Without a secret the library signs cookies with one that everybody knows. */
function secretOf({
  BETTER_AUTH_SECRET: secret,
}: Partial<Pick<Env, "BETTER_AUTH_SECRET">>): string {
  if (secret && secret.length >= 32) return secret;
  throw new AppError(
    "not_configured",
    "This server has no BETTER_AUTH_SECRET of at least 32 characters, so nobody can sign in.",
  );
}

type GithubEnv = Env & { GITHUB_CLIENT_SECRET?: string };

/** GitHub sign-in is on where both of its settings are there. */
export const hasGithub = (env: GithubEnv) =>
  Boolean(env.GITHUB_CLIENT_ID && env.GITHUB_CLIENT_SECRET);

function githubProvider(env: GithubEnv) {
  if (!hasGithub(env)) return {};
  const { GITHUB_CLIENT_ID: clientId, GITHUB_CLIENT_SECRET: clientSecret = "" } = env;
  return { github: { clientId, clientSecret } };
}
