/**
 * `npm run deploy:pages`: the same app on Cloudflare Pages. Functions hand /api, /v1, /mcp and sockets to the Worker
 * through a service binding, so cookies stay on one origin. Deploy the Worker first, with the Pages address as its
 * app address. `--dry-run` builds the app and compiles the Functions without an account.
 */
import path from "node:path";
import { parseArgs } from "node:util";
import { buildApp, root, wrangler } from "./deploy/wrangler.ts";

const { values: options } = parseArgs({
  options: {
    "dry-run": { type: "boolean", default: false },
    project: { type: "string", default: "stint-pages" },
    branch: { type: "string", default: "main" },
  },
});

const cwd = path.join(root, "web/pages");

buildApp();
if (options["dry-run"]) {
  wrangler(["pages", "functions", "build", "--outdir", path.join(root, "dist/pages")], { cwd });
} else {
  wrangler(["pages", "deploy", "--project-name", options.project, "--branch", options.branch], {
    cwd,
  });
}
