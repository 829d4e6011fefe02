import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import {
  aClient,
  aPerson,
  aWorkspace,
  cookiesOf,
  mailTo,
  signIn,
} from "#test/support/worker/people.ts";

const anybody = () => aClient({ Origin: env.APP_URL });
const newEmail = () => `ada.lovelace+${crypto.randomUUID().slice(0, 8)}@example.org`;
const askFor = (email: string) =>
  anybody().post("/api/auth/email-otp/send-verification-otp", { email, type: "sign-in" });
const enter = (email: string, otp: string) =>
  anybody().post("/api/auth/sign-in/email-otp", { email, otp });

test("somebody new signs in by a code and finds a workspace of their own", async () => {
  const email = newEmail();
  const asked = await askFor(email);
  expect(asked.status).toBe(200);
  expect(await asked.text()).not.toMatch(/\d{6}/);

  const { code } = await mailTo(email);
  const signedIn = await enter(email, code);
  const [cookie = ""] = signedIn.headers.getSetCookie();
  expect(cookie).toMatch(/^stint\.session_token=.+; HttpOnly; SameSite=Lax/i);

  const me = await aClient({ Cookie: cookiesOf(signedIn) }).get("/api/me");
  expect(await me.json()).toMatchObject({
    person: { name: "Ada Lovelace", email },
    workspaces: [{ name: "Ada Lovelace’s workspace", role: "owner", timezone: "UTC" }],
    token: null,
  });
});

test("signing in again finds the same person and no second workspace", async () => {
  const email = newEmail();
  const first = await aPerson({ email });
  const again = await aPerson({ email });
  expect(again.me).toEqual(first.me);
});

test("somebody signs up with their name, and changes it, but not with any picture", async () => {
  const email = newEmail();
  await askFor(email);
  const { code } = await mailTo(email);
  const image = "https://evil.example/pixel.png";
  const body = { email, otp: code, name: `Ada ${"A".repeat(100)}`, image };
  const cookie = cookiesOf(await anybody().post("/api/auth/sign-in/email-otp", body));
  const person = aClient({ Cookie: cookie, Origin: env.APP_URL });
  expect(await (await person.get("/api/me")).json()).toMatchObject({
    person: { name: `Ada ${"A".repeat(56)}`, image: null },
  });

  const renamed = await person.patch("/api/me", { name: " Ada " });
  expect(await renamed.json()).toMatchObject({ person: { name: "Ada", email } });
  expect(await (await person.get("/api/me")).json()).toMatchObject({ person: { name: "Ada" } });
});

test("a code works once, and a wrong one never", async () => {
  const email = newEmail();
  await askFor(email);
  const { code } = await mailTo(email);
  const wrong = code === "111111" ? "222222" : "111111";

  expect((await enter(email, wrong)).status).toBe(400);
  expect((await enter(email, code)).status).toBe(200);
  expect((await enter(email, code)).status).toBe(400);
});

test("guessing ends a code after three tries", async () => {
  const email = newEmail();
  await askFor(email);
  const { code } = await mailTo(email);
  const wrong = code === "111111" ? "222222" : "111111";
  for (let tries = 0; tries < 3; tries++) await enter(email, wrong);

  expect((await enter(email, code)).ok).toBe(false);
});

test("codes for one address are limited", async () => {
  const email = newEmail();
  const answers = [];
  for (let asked = 0; asked < 25; asked++) answers.push(await askFor(email));
  const refused = answers.find(({ status }) => status === 429);
  expect(refused?.headers.get("Retry-After")).toBe("60");
  expect(refused?.headers.get("Content-Type")).toBe("application/problem+json");
});

test("signing out ends the session at once", async () => {
  const person = await aPerson();
  expect((await person.get("/api/me")).status).toBe(200);
  expect((await person.post("/api/auth/sign-out", {})).status).toBe(200);
  expect((await person.get("/api/me")).status).toBe(401);
});

test("the library checks the origin of what a cookie authenticates", async () => {
  const person = await aPerson();
  const elsewhere = aClient({ ...person.headers, Origin: "https://evil.example" });
  expect((await elsewhere.post("/api/auth/sign-out", {})).status).toBe(403);
  expect((await elsewhere.post("/api/auth/revoke-other-sessions", {})).status).toBe(403);
  expect((await person.get("/api/me")).status).toBe(200);
});

test("passwords, other flows and the library's own workspace routes are closed", async () => {
  const owner = await aWorkspace();
  const closed = [
    "sign-up/email",
    "sign-in/email",
    "change-email",
    "update-user",
    "email-otp/verify-email",
    "email-otp/check-verification-otp",
    "device/approve",
    "device/deny",
    "organization/create",
    "organization/invite-member",
    "organization/remove-member",
    "organization/update-member-role",
    "organization/delete",
    "organization/set-active",
  ];
  for (const path of closed) {
    const body = { organizationId: owner.workspace.id, email: owner.email, userCode: "ABCDEFGH" };
    expect([path, (await owner.post(`/api/auth/${path}`, body)).status]).toEqual([path, 404]);
  }
  for (const path of ["device?user_code=ABCDEFGH", "organization/list", "list-sessions"]) {
    expect([path, (await owner.get(`/api/auth/${path}`)).status]).toEqual([path, 404]);
  }
});

test("codes are asked for to sign in and for nothing else", async () => {
  const body = { email: newEmail(), type: "forget-password" };
  const refused = await anybody().post("/api/auth/email-otp/send-verification-otp", body);
  expect(refused.status).toBe(422);
});

test("a session lasts a month and is renewed by use", async () => {
  const cookie = await signIn(newEmail());
  const day = 86_400_000;
  await env.DB.prepare("UPDATE auth_session SET expires_at = ?")
    .bind(Date.now() + 20 * day)
    .run();
  const renewed = await aClient({ Cookie: cookie }).get("/api/me");
  expect(renewed.headers.getSetCookie()[0]).toMatch(/^stint\.session_token=.*Max-Age=2592000/);

  await env.DB.prepare("UPDATE auth_session SET expires_at = ?")
    .bind(Date.now() - 1)
    .run();
  expect((await aClient({ Cookie: cookie }).get("/api/me")).status).toBe(401);
});
