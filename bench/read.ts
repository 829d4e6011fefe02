import { execFileSync, spawnSync } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { z } from "zod";
import { type Figure, quantile } from "./figure.ts";

const rounds = 5;
const sizes = (process.env["STINT_BENCH_GB"] ?? "0.25,0.5,1,2").split(",").map(Number);
const peer = "ccusage@20.0.24";

const folder = path.join(tmpdir(), "stint-bench-read");
const generator = path.resolve(import.meta.dirname, "../../shared/tools/scale_gen.py");
const program = path.resolve(import.meta.dirname, "../agent-reporter/dist/bin.js");

/** How fast `stint costs` reads generated logs, cold and warm, beside a peer that reads the same ones. */
export async function measure(): Promise<Figure[]> {
  if (!existsSync(generator))
    throw new Error("../shared/tools is absent: there are no trees to read.");
  mkdirSync(folder, { recursive: true });
  writeFileSync(report, reporting);
  execFileSync(process.execPath, ["worker/commands/build-reporter.ts"], { stdio: "inherit" });
  const peerProgram = installPeer();
  const figures: Figure[] = [];
  for (const size of sizes) figures.push(...measureTree(size, peerProgram));
  return figures;
}

const median = (values: number[]) => quantile(values, 0.5);

/** Wall times in seconds, CPU in milliseconds, memory in megabytes. */
type Run = { wall: number; cpuMs: number; peakMb: number; out: string };

function measureTree(size: number, peerProgram: string): Figure[] {
  const tree = makeTree(size);
  const name = `${size} GB`;
  const ours: Run[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    theirs.push(runPeer(peerProgram, tree));
    rmSync(path.join(folder, "state"), { recursive: true, force: true });
    ours.push(runStint(tree));
  }
  expectRightTotals(ours, tree);
  const warm = Array.from({ length: rounds }, () => runStint(tree));
  const grown = Array.from({ length: rounds }, () => {
    growByOneLine(tree);
    return runStint(tree);
  });
  return [
    { name: `${name}, cold`, value: median(ours.map(({ wall }) => wall)), unit: "s" },
    { name: `${name}, ${peer}`, value: median(theirs), unit: "s" },
    {
      name: `${name}, cold / ${peer}`,
      value: median(ours.map(({ wall }, round) => wall / (theirs[round] ?? NaN))),
      unit: "times",
      note: `interleaved, median of ${rounds}`,
    },
    { name: `${name}, cold, CPU`, value: median(ours.map(({ cpuMs }) => cpuMs)), unit: "ms" },
    {
      name: `${name}, peak memory`,
      value: Math.max(...ours.map(({ peakMb }) => peakMb)),
      unit: "MB",
    },
    { name: `${name}, warm, CPU`, value: median(warm.map(({ cpuMs }) => cpuMs)), unit: "ms" },
    {
      name: `${name}, a line more, CPU`,
      value: median(grown.map(({ cpuMs }) => cpuMs)),
      unit: "ms",
    },
  ];
}

/** Tells at the end what the process used. Required, since the loader of modules would be counted with it. */
const report = path.join(folder, "report.cjs");
const reporting = `process.on("exit", () => {
  const used = process.resourceUsage();
  const cpuMs = (used.userCPUTime + used.systemCPUTime) / 1e3;
  console.error(JSON.stringify({ cpuMs, peakMb: used.maxRSS / 1024 }));
});`;
const usage = z.object({ cpuMs: z.number(), peakMb: z.number() });

function runStint(tree: string): Run {
  const startedAt = performance.now();
  const child = spawnSync(process.execPath, ["--require", report, program, "costs", "--json"], {
    env: { ...envOf(tree), STINT_HOME: path.join(folder, "state") },
    encoding: "utf8",
    maxBuffer: 1 << 30,
  });
  const wall = (performance.now() - startedAt) / 1_000;
  if (child.status !== 0) throw new Error(child.stderr);
  const { cpuMs, peakMb } = usage.parse(JSON.parse(child.stderr.trim().split("\n").at(-1) ?? ""));
  return { wall, cpuMs, peakMb, out: child.stdout };
}

function runPeer(peerProgram: string, tree: string): number {
  const startedAt = performance.now();
  const args = [peerProgram, "session", "--json", "--offline"];
  execFileSync(process.execPath, args, { env: envOf(tree), maxBuffer: 1 << 30 });
  return (performance.now() - startedAt) / 1_000;
}

const envOf = (tree: string) => ({
  PATH: process.env["PATH"] ?? "",
  HOME: path.join(folder, "home"),
  CLAUDE_CONFIG_DIR: tree,
});

function installPeer(): string {
  const home = path.join(folder, "peer");
  const bin = path.join(home, "node_modules/ccusage");
  if (!existsSync(bin)) {
    mkdirSync(home, { recursive: true });
    writeFileSync(path.join(home, "package.json"), "{}");
    execFileSync("npm", ["install", "--no-audit", "--no-fund", peer], { cwd: home });
  }
  const { bin: bins } = z
    .object({ bin: z.union([z.string(), z.record(z.string(), z.string())]) })
    .parse(JSON.parse(readFileSync(path.join(bin, "package.json"), "utf8")));
  return path.join(bin, typeof bins === "string" ? bins : (bins["ccusage"] ?? ""));
}

/** Trees are the same at each run, and kept for the next one. */
function makeTree(size: number): string {
  const tree = path.join(folder, `tree-${size}`);
  if (!existsSync(path.join(tree, "EXPECTED.json"))) {
    execFileSync("python3", [generator, "--gb", String(size), "--seed", "7", "--out", tree]);
  }
  return tree;
}

const expected = z.object({ total: z.array(z.number()) });
const costs = z.object({
  totals: z.object({
    input: z.number(),
    output: z.number(),
    cacheWrite5m: z.number(),
    cacheWrite1h: z.number(),
    cacheRead: z.number(),
    events: z.number(),
  }),
});

function expectRightTotals(runs: Run[], tree: string): void {
  const { total } = expected.parse(
    JSON.parse(readFileSync(path.join(tree, "EXPECTED.json"), "utf8")),
  );
  for (const { out } of runs) {
    const { totals } = costs.parse(JSON.parse(out));
    const cacheWrite = totals.cacheWrite5m + totals.cacheWrite1h;
    const found = [totals.input, totals.output, cacheWrite, totals.cacheRead, totals.events];
    if (found.join() !== total.join()) throw new Error(`Totals are ${found}, not ${total}.`);
  }
}

/** A line that holds no usage, so that the tree's totals stay. */
function growByOneLine(tree: string): void {
  const [file] = globSync(`${tree}/projects/*/*.jsonl`);
  if (!file) throw new Error("The tree is empty.");
  const line = { type: "last-prompt", sessionId: path.basename(file, ".jsonl") };
  appendFileSync(file, `${JSON.stringify(line)}\n`);
}
