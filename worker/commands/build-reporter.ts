/**
 * `npm run build:reporter`: builds the npm package `stint` into agent-reporter/dist/: one program in parts, without dependencies. `npm pack` and
 * `npm publish` are run there.
 */
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { runInNewContext } from "node:vm";
import { type InputOptions, type OutputOptions, type Plugin, build } from "rolldown";

const here = path.resolve(import.meta.dirname, "../../agent-reporter");
const dist = path.join(here, "dist");

/** Modules of Node that few runs need are loaded at their first use: each costs a start some milliseconds. */
const lateModules =
  /\brequire\(["'`](node:(?:child_process|crypto|fs\/promises|timers\/promises|v8|worker_threads))["'`]\)/g;

const late: Plugin = {
  name: "late-modules",
  renderChunk: (code) =>
    code.replace(lateModules, 'new Proxy({},{get:(_,name)=>require("$1")[name]})'),
};

/** What the prices' package knows beside prices: how to read answers, where the prices were found. */
const notPrices = new Set(["extractors", "pricing_urls", "price_comments", "description"]);

/** Keys are put in order by locale, which loads the tables of all languages: any order does, and that of bytes is at hand. */
const localeOrder = /\b(\w+)\.localeCompare\((\w+)\)/g;

/** The price list as JSON, which is read several times faster than code, without what nothing here asks for. */
const leanPrices: Plugin = {
  name: "lean-prices",
  transform(code, id) {
    if (!id.includes("@pydantic/genai-prices")) return null;
    const [literal, name, list = ""] =
      /^const (\w+) = (\[\n[\s\S]*?\n\])(?=[;,])/m.exec(code) ?? [];
    if (!literal)
      throw new Error("The prices' package has another form: leanPrices is to be adapted.");
    const providers: unknown = runInNewContext(list);
    const lean = JSON.stringify(providers, (key, value) =>
      notPrices.has(key) ? undefined : value,
    );
    return code
      .replace(literal, () => `const ${name} = JSON.parse(${JSON.stringify(lean)})`)
      .replace(localeOrder, "($1 < $2 ? -1 : Number($1 > $2))");
  },
};

const common = {
  platform: "node",
  resolve: { mainFields: ["module", "main"] },
  transform: {
    target: "node20.19",
    define: { readWorkerFile: JSON.stringify("../read-worker.js") },
  },
  plugins: [leanPrices, late],
} satisfies InputOptions;

// Parts in CommonJS are loaded sooner than modules.
const output = {
  dir: dist,
  format: "cjs",
  minify: true,
  entryFileNames: "[name].js",
  chunkFileNames: "parts/[name]-[hash].js",
} satisfies OutputOptions;

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);

// What a command does not need is not loaded: the prices alone are half of it.
await build({
  ...common,
  input: {
    bin: path.join(here, "bin/stint.js"),
    "read-worker": path.join(here, "library/read-worker.ts"),
  },
  output,
});
copyFileSync(path.join(here, "README.md"), path.join(dist, "README.md"));
copyFileSync(path.join(here, "../LICENSE"), path.join(dist, "LICENSE"));
writeFileSync(path.join(dist, "package.json"), `${JSON.stringify(publishedPackage(), null, 2)}\n`);

/** What others install: everything is in the bundles. */
function publishedPackage() {
  const { name, version, description, license, engines } = JSON.parse(
    readFileSync(path.join(here, "package.json"), "utf8"),
  );
  const files = ["*.js", "parts/*.js"];
  return {
    name,
    version,
    description,
    license,
    engines,
    type: "commonjs",
    bin: { stint: "bin.js" },
    files,
  };
}
