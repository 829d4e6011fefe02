import { defineConfig } from "drizzle-kit";

export default defineConfig({
  dialect: "sqlite",
  schema: [
    "schema",
    "call-schema",
    "git-schema",
    "lifecycle-schema",
    "team-schema",
    "price-schema",
    "vibe-schema",
    "report-schema",
    "auth-schema",
  ].map((name) => `./worker/db/${name}.ts`),
  out: "./migrations",
});
