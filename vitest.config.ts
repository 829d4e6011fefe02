import path from "node:path";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { capturesPlugin } from "./test/support/captures-plugin.ts";

/** What is measured in Chromium runs alone, and so does what builds the app by itself. */
const alone = ["test/e2e/long-session.test.ts", "test/e2e/start.test.ts"];

const slow = { testTimeout: 60_000, hookTimeout: 120_000 };

/** A condition that is waited for comes at once on a free machine, and late on a busy one. */
const patient = { poll: { timeout: 15_000 } };

const browser = {
  environment: "node" as const,
  globalSetup: "./test/support/build-app.ts",
  expect: patient,
  ...slow,
};

const inBrowsers = [
  {
    test: {
      ...browser,
      name: "e2e",
      include: ["test/e2e/**/*.test.ts"],
      exclude: alone,
      // They wait for servers and browsers most of the time.
      maxWorkers: 2,
    },
  },
  { test: { ...browser, name: "alone", include: alone, fileParallelism: false } },
];

/** Packages that workerd would otherwise be sent file by file. */
const bundledForWorkerd = {
  enabled: true,
  rolldownOptions: { external: [/^node:/, /^cloudflare:/], platform: "neutral" as const },
  include: [
    "better-auth/minimal",
    "better-auth/plugins",
    "better-auth/adapters/drizzle",
    "drizzle-orm",
    "drizzle-orm/d1",
    "drizzle-orm/sqlite-core",
    "hono",
    "@hono/zod-openapi",
    "zod",
    "@pydantic/genai-prices",
  ],
};

export default defineConfig(async () => ({
  test: {
    // What a passing test printed is noise.
    silent: "passed-only" as const,
    projects: [
      {
        test: {
          name: "unit",
          // Some write and read thousands of files, beside other work.
          testTimeout: 20_000,
          // By default one less than there are processors.
          maxWorkers: 2,
          include: ["test/unit/**/*.test.{ts,tsx}"],
          environment: "node",
          expect: patient,
        },
      },
      {
        test: {
          name: "corpus",
          include: ["test/corpus/**/*.test.ts"],
          environment: "node",
          ...slow,
        },
      },
      {
        plugins: [
          capturesPlugin(),
          cloudflareTest({
            wrangler: { configPath: "./wrangler.toml" },
            miniflare: {
              bindings: {
                TEST_MIGRATIONS: await readD1Migrations(
                  path.join(import.meta.dirname, "migrations"),
                ),
                BETTER_AUTH_SECRET: "only-for-tests-0123456789-abcdefghijklmnop",
                STINT_LOCAL: "1",
              },
            },
          }),
        ],
        test: {
          name: "worker",
          include: ["test/worker/**/*.test.ts"],
          setupFiles: ["./test/support/worker/apply-migrations.ts"],
          expect: patient,
          testTimeout: 20_000,
          deps: { optimizer: { ssr: bundledForWorkerd } },
        },
      },
      ...inBrowsers,
    ],
  },
}));
