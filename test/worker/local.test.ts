import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { aDeployment } from "#test/support/worker/deployment.ts";
import { aClient, call, cookiesOf, mailTo } from "#test/support/worker/people.ts";

const newEmail = () => `${crypto.randomUUID().slice(0, 8)}@example.org`;
const askFor = (email: string) =>
  aClient({ Origin: env.APP_URL }).post("/api/auth/email-otp/send-verification-otp", {
    email,
    type: "sign-in",
  });

test("a local run shows its mail, and a link from it signs in once", async () => {
  const email = newEmail();
  await askFor(email);
  const { code, link } = await mailTo(email);
  const page = await (await call("/local/mailbox")).text();
  expect(page).toContain(code);
  expect(page).toContain(email);

  const signedIn = await call(`${link}&to=${encodeURIComponent("/w/x?tab=1")}`);
  expect(signedIn.status).toBe(302);
  expect(signedIn.headers.get("Location")).toBe("/w/x?tab=1");
  const me = await aClient({ Cookie: cookiesOf(signedIn) }).get("/api/me");
  expect(await me.json()).toMatchObject({ person: { email } });
  expect((await call(link)).status).toBe(410);
});

test.each(["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"])(
  "a sign-in link does not lead to %s",
  async (to) => {
    const email = newEmail();
    await askFor(email);
    const { link } = await mailTo(email);
    const signedIn = await call(`${link}&to=${encodeURIComponent(to)}`);
    expect(signedIn.headers.get("Location")).toBe("/");
  },
);

test("a path of ours that starts like a host does not lead there", async () => {
  const email = newEmail();
  await askFor(email);
  const { link } = await mailTo(email);
  const signedIn = await call(`${link}&to=${encodeURIComponent("/.//evil.example")}`);
  expect(signedIn.headers.get("Location")).toBe("/evil.example");
});

test.each([
  ["local mode off", { STINT_LOCAL: "" }, env.APP_URL],
  [
    "an address others reach",
    { APP_URL: "https://stint.example.com" },
    "https://stint.example.com",
  ],
  [
    "a name that only looks local",
    { APP_URL: "http://127.0.0.1.evil.example" },
    "http://127.0.0.1.evil.example",
  ],
  ["a foreign name that resolves to here", {}, "http://rebound.example:8787"],
])("local routes do not exist with %s", async (_, settings, origin) => {
  const deployed = aDeployment(settings);
  const email = newEmail();
  await askFor(email);
  const { code } = await mailTo(email);
  const query = `email=${encodeURIComponent(email)}&code=${code}`;
  expect((await deployed(`${origin}/local/mailbox`)).status).toBe(404);
  expect((await deployed(`${origin}/local/sign-in?${query}`)).status).toBe(404);
});
