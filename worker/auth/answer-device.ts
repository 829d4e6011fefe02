import { isAPIError } from "better-auth/api";
import { AppError } from "#worker/errors.ts";
import { createAuth } from "./create-auth.ts";

/**
 * Approves or denies a device code in the name of whom the cookie belongs to. The library wants a code claimed by
 * the one who answers it; claiming here, and not when the page is looked at, keeps reading free of effects.
 */
export async function answerDevice(
  env: Env,
  cookie: string,
  { userCode, answer }: { userCode: string; answer: "approve" | "deny" },
): Promise<void> {
  const { api } = createAuth(env);
  const headers = new Headers({ Cookie: cookie });
  try {
    await api.deviceVerify({ headers, query: { user_code: userCode } });
    const reply = answer === "approve" ? api.deviceApprove : api.deviceDeny;
    await reply({ headers, body: { userCode } });
  } catch (error) {
    if (!isAPIError(error)) throw error;
    throw new AppError("conflict", "The code was answered already or has expired.");
  }
}
