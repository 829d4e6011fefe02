/**
 * `npm run build:reporter`: builds the npm package `stint` into agent-reporter/dist/: one program in parts, without dependencies. `npm pack` and
 * `npm publish` are run there.
 */
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build, type BuildOptions } from "esbuild";

const here = path.resolve(import.meta.dirname, "../../agent-reporter");
const dist = path.join(here, "dist");

const common = {
  bundle: true,
  platform: "node",
  target: "node20.19",
  // The other form of jsonc-parser cannot be bundled.
  mainFields: ["module", "main"],
  minify: true,
  legalComments: "none",
} as const satisfies BuildOptions;

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);

await build({
  ...common,
  entryPoints: { stint: path.join(here, "cli.ts") },
  format: "esm",
  // What a command does not need is not loaded: the prices alone are half of it.
  splitting: true,
  chunkNames: "parts/[name]-[hash]",
  outdir: dist,
  define: { readWorkerFile: JSON.stringify("../read-worker.cjs") },
});
// Threads start sooner without the loader of modules.
await build({
  ...common,
  entryPoints: [path.join(here, "library/read-worker.ts")],
  format: "cjs",
  outfile: path.join(dist, "read-worker.cjs"),
  define: { "import.meta.url": "undefined" },
});
// Agents wait for hook and status line: each is a small program of its own.
const bin = readFileSync(path.join(here, "bin/stint.js"), "utf8");
writeFileSync(
  path.join(dist, "bin.js"),
  bin
    .replace("../cli.ts", "./stint.js")
    .replace("../beside/hook-main.ts", "./hook.js")
    .replace("../beside/statusline-main.ts", "./statusline.js"),
);
for (const name of ["hook", "statusline"]) {
  await build({
    ...common,
    entryPoints: [path.join(here, `beside/${name}-main.ts`)],
    format: "esm",
    outfile: path.join(dist, `${name}.js`),
  });
}
copyFileSync(path.join(here, "README.md"), path.join(dist, "README.md"));
copyFileSync(path.join(here, "../LICENSE"), path.join(dist, "LICENSE"));
writeFileSync(path.join(dist, "package.json"), `${JSON.stringify(publishedPackage(), null, 2)}\n`);

/** What others install: everything is in the bundles. */
function publishedPackage() {
  const { name, version, description, license, engines } = JSON.parse(
    readFileSync(path.join(here, "package.json"), "utf8"),
  );
  const files = ["*.js", "*.cjs", "parts/*.js"];
  return {
    name,
    version,
    description,
    license,
    engines,
    type: "module",
    bin: { stint: "bin.js" },
    files,
  };
}
