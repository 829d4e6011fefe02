import { env } from "cloudflare:workers";
import { expect, test, vi } from "vitest";
import { problem } from "#contract/problem.ts";
import { aDeployment } from "#test/support/worker/deployment.ts";
import { aClient, aWorkspace, call } from "#test/support/worker/people.ts";

const refusal = async (response: Response) => {
  expect(response.headers.get("Content-Type")).toBe("application/problem+json");
  const { status, code, detail = "", errors } = problem.parse(await response.json());
  expect(status).toBe(response.status);
  return { status, code, detail, errors };
};

test("health tells the newest migration", async () => {
  const response = await call("/api/health");
  expect(await response.json()).toEqual({
    status: "ok",
    version: "0.1.0",
    migration: expect.stringMatching(/^\d{4}_[a-z_]+$/),
  });
});

test("refusals are problems with a stable code", async () => {
  const owner = await aWorkspace();
  const path = "/api/workspaces";
  const json = { ...owner.headers, "Content-Type": "application/json" };
  const post = (body: string, headers: Record<string, string>) =>
    call(path, { method: "POST", body, headers });

  expect(await refusal(await call("/api/nothing"))).toMatchObject({ code: "not_found" });
  expect(await refusal(await call("/local/nothing"))).toMatchObject({ status: 404 });
  expect(await refusal(await call("/api/me"))).toMatchObject({
    status: 401,
    code: "not_signed_in",
  });
  expect(await refusal(await post("{", json))).toMatchObject({ status: 400, code: "invalid_json" });
  const text = { ...owner.headers, "Content-Type": "text/plain" };
  expect(await refusal(await post("{}", text))).toMatchObject({
    status: 415,
    code: "unsupported_media_type",
  });
  expect(await refusal(await post('{"name": "", "timezone": "Mars/Base"}', json))).toEqual({
    status: 422,
    code: "invalid_input",
    detail: expect.stringContaining("name"),
    errors: [
      { path: "name", message: expect.any(String) },
      { path: "timezone", message: "is not an IANA time zone, such as Europe/Berlin" },
    ],
  });
});

test("bodies are small, but for uploads", async () => {
  const owner = await aWorkspace();
  const large = { name: "x".repeat(300_000) };
  for (const path of ["/api/workspaces", "/api/auth/sign-in/email-otp"]) {
    expect(await refusal(await owner.post(path, large))).toMatchObject({ code: "too_large" });
  }
});

test("a refusal of input does not repeat what was sent", async () => {
  const owner = await aWorkspace();
  const response = await owner.post("/api/workspaces", { name: 1, timezone: "CANARY/secret" });
  expect(response.status).toBe(422);
  expect(await response.text()).not.toContain("CANARY");
});

test("an unforeseen error is logged without data and answered without words", async () => {
  const logged = vi.spyOn(console, "error").mockImplementation(() => {});
  const broken = aDeployment({
    DB: new Proxy({} as D1Database, {
      get: () => () => {
        throw new Error("CANARY of a database");
      },
    }),
  });
  const response = await broken("/api/me", {
    headers: { Authorization: "Bearer stint_CANARY_token" },
  });
  const told = await refusal(response);

  expect(told).toMatchObject({ status: 500, code: "internal_error" });
  expect(told.detail).not.toContain("CANARY");
  const lines = JSON.stringify(logged.mock.calls);
  expect(lines).toContain(response.headers.get("X-Request-Id"));
  expect(lines).not.toContain("CANARY");
  logged.mockRestore();
});

test("an unforeseen error in the auth library is answered the same way", async () => {
  const logged = vi.spyOn(console, "error").mockImplementation(() => {});
  vi.spyOn(console, "log").mockImplementation(() => {});
  const broken = aDeployment({
    DB: {
      prepare: () => {
        throw new Error("CANARY of a database");
      },
    } as unknown as D1Database,
  });
  const response = await broken("/api/auth/sign-in/email-otp", {
    method: "POST",
    headers: { "Content-Type": "application/json", Origin: env.APP_URL },
    body: JSON.stringify({ email: "canary@example.org", otp: "123456" }),
  });

  expect(await refusal(response)).toMatchObject({ status: 500, code: "internal_error" });
  expect(JSON.stringify(logged.mock.calls)).not.toMatch(/canary/i);
  vi.restoreAllMocks();
});

test.each([
  ["a page of another site", { Origin: "https://evil.example" }],
  ["a page without an origin", { Origin: "null" }],
  ["no origin at all", { Origin: "" }],
])("a cookie cannot change anything from %s", async (_, origin) => {
  const owner = await aWorkspace();
  const path = `/api/workspaces/${owner.workspace.slug}`;
  const elsewhere = aClient({ ...owner.headers, ...origin });

  const refused = await elsewhere.patch(path, { name: "Stolen" });
  expect(await refusal(refused)).toMatchObject({ status: 403, code: "foreign_origin" });
  expect((await elsewhere.get("/api/me")).status).toBe(200);
  expect((await owner.patch(path, { name: "Mine" })).status).toBe(200);
});

test("answers may do little in a browser", async () => {
  const { headers } = await call("/api/health");
  expect(headers.get("Content-Security-Policy")).toContain("default-src 'none'");
  expect(headers.get("Content-Security-Policy")).not.toContain("unsafe");
  expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
  expect(headers.get("Referrer-Policy")).toBe("no-referrer");
  expect(headers.get("Cache-Control")).toBe("no-store");
});

test("the interface describes itself, for programs and for people", async () => {
  const document = await (await call("/api/openapi.json")).json<{ paths: object }>();
  expect(document.paths).toHaveProperty("/api/workspaces/{slug}/members/{personId}");
  expect(document.paths).not.toHaveProperty("/local/mailbox");

  const page = await (await call("/api/docs")).text();
  expect(page).toContain("/api/workspaces/{slug}/members/{personId}");
  expect(page).not.toMatch(/<script|style=|onclick/);
});
