import { createAuth } from "./create-auth.ts";

/** Signs out the session whose token an Authorization header carries. */
export async function endSession(env: Env, authorization: string): Promise<void> {
  const headers = new Headers({ Authorization: authorization });
  await createAuth(env).api.signOut({ headers });
}
