import { isAPIError } from "better-auth/api";
import { createAuth } from "./create-auth.ts";

/** Signs in by a code; gives the cookies, or undefined where the code is wrong, used or expired. */
export async function signInWithCode(
  env: Env,
  email: string,
  code: string,
): Promise<string[] | undefined> {
  try {
    const signedIn = await createAuth(env).api.signInEmailOTP({
      body: { email, otp: code },
      headers: new Headers(),
      returnHeaders: true,
    });
    return signedIn.headers.getSetCookie();
  } catch (error) {
    if (isAPIError(error)) return undefined;
    throw error;
  }
}
