import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { aDeployment, aMailBinding } from "#test/support/worker/deployment.ts";

const newEmail = () => `${crypto.randomUUID().slice(0, 8)}@example.org`;

test("GitHub is offered where it is set up, and only there", async () => {
  const off = aDeployment({ GITHUB_CLIENT_ID: "" });
  expect(await (await off("/api/sign-in-methods")).json()).toMatchObject({ github: false });

  const on = aDeployment({ GITHUB_CLIENT_ID: "client", GITHUB_CLIENT_SECRET: "secret" });
  expect(await (await on("/api/sign-in-methods")).json()).toMatchObject({ github: true });
  const begin = (deployment: typeof on) =>
    deployment("/api/auth/sign-in/social", {
      method: "POST",
      headers: { "Content-Type": "application/json", Origin: env.APP_URL },
      body: JSON.stringify({ provider: "github", callbackURL: "/" }),
    });
  const { url } = await (await begin(on)).json<{ url: string }>();
  expect(url).toMatch(/^https:\/\/github\.com\/login\/oauth\/authorize\?.*client_id=client/);
  expect(new URL(url).searchParams.get("redirect_uri")).toBe(
    `${env.APP_URL}/api/auth/callback/github`,
  );
  expect((await begin(off)).ok).toBe(false);

  // What goes wrong at GitHub is told on our own sign-in page.
  const back = await on("/api/auth/callback/github?error=access_denied");
  expect(back.headers.get("Location")).toMatch(new RegExp(`^${env.APP_URL}/login\\?error=`));
});

const production = { STINT_LOCAL: "", APP_URL: "https://stint.example.com" };

const askProduction = (deployment: ReturnType<typeof aDeployment>, email: string) =>
  deployment("/api/auth/email-otp/send-verification-otp", {
    method: "POST",
    headers: { "Content-Type": "application/json", Origin: production.APP_URL },
    body: JSON.stringify({ email, type: "sign-in" }),
  });

test.each([undefined, "", "short"])("nobody signs in with the secret %j", async (secret) => {
  const deployed = aDeployment({ BETTER_AUTH_SECRET: secret as string });
  const forged = await deployed("/api/me", { headers: { Cookie: "stint.session_token=a.b" } });
  expect(forged.status).toBe(503);
  expect(await forged.json()).toMatchObject({ code: "not_configured" });
  expect((await deployed("/api/auth/get-session")).status).toBe(503);
});

test("a deployment that cannot send mail says so", async () => {
  const deployed = aDeployment({ ...production, MAIL_FROM: "" });
  expect(await (await deployed("/api/sign-in-methods")).json()).toMatchObject({ emailCode: false });
  const refused = await askProduction(deployed, newEmail());
  expect(refused.status).toBe(503);
  expect(await refused.json()).toMatchObject({
    code: "mail_not_configured",
    detail: expect.stringContaining("MAIL_FROM"),
  });
});

test("a deployment sends the code by mail, and its cookies are for https alone", async () => {
  const { sent, binding } = aMailBinding();
  const deployed = aDeployment({ ...production, MAIL_FROM: "stint@example.com", EMAIL: binding });
  const email = newEmail();
  expect((await askProduction(deployed, email)).status).toBe(200);

  const [mail] = sent;
  const code = /\b\d{6}\b/.exec(mail?.text ?? "")?.[0] ?? "";
  expect(mail).toMatchObject({ to: email, subject: `${code} is your code for Stint` });
  const signedIn = await deployed("/api/auth/sign-in/email-otp", {
    method: "POST",
    headers: { "Content-Type": "application/json", Origin: production.APP_URL },
    body: JSON.stringify({ email, otp: code }),
  });
  expect(signedIn.headers.getSetCookie()[0]).toMatch(/^__Secure-stint\.session_token=.*Secure/);
});

test("a deployment sends one address six codes in a quarter of an hour", async () => {
  const { sent, binding } = aMailBinding();
  const deployed = aDeployment({ ...production, MAIL_FROM: "stint@example.com", EMAIL: binding });
  const email = newEmail();
  const answers = [];
  for (let asked = 0; asked < 8; asked++) {
    answers.push(await askProduction(deployed, asked % 2 ? email.toUpperCase() : email));
  }
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200, 429, 429]);
  expect(Number(answers[7]?.headers.get("Retry-After"))).toBeGreaterThan(800);
  expect(sent).toHaveLength(6);

  await env.DB.prepare("UPDATE auth_rate_limit SET last_request = last_request - 900000").run();
  expect((await askProduction(deployed, email)).status).toBe(200);
});

test("mail that could not be sent is no success", async () => {
  const binding = {
    send: async () => {
      throw new Error("The domain is not set up.");
    },
  } as unknown as SendEmail;
  const deployed = aDeployment({ ...production, MAIL_FROM: "stint@example.com", EMAIL: binding });
  const refused = await askProduction(deployed, newEmail());
  expect(refused.status).toBe(503);
  expect(refused.headers.get("Retry-After")).toBe("60");
});
