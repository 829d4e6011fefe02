import { isLocal } from "#worker/mail/local-mode.ts";

/**
 * How often one client address may call the auth library, by path. Offices share an address, so these are wide;
 * what is guessed at (a code) is counted by e-mail address too, see the auth routes.
 */
export function signInLimits(env: Env) {
  const times = isLocal(env) ? 100 : 1;
  const aMinute = (max: number) => ({ window: 60, max: max * times });
  return {
    "/email-otp/send-verification-otp": aMinute(20),
    "/sign-in/email-otp": aMinute(20),
    "/sign-in/social": aMinute(30),
    "/device/code": aMinute(20),
    // Each waiting machine asks twelve times a minute.
    "/device/token": aMinute(240),
  };
}
