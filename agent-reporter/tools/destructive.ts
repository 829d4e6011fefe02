import { commandsOf, type ShellCommand } from "./shell-commands.ts";
import { type Program, programOf } from "./shell-program.ts";
import { insideRunner, ownArguments } from "./shell-verb.ts";

/** Scripts within scripts are looked into this deep. */
const deepest = 3;

/** Whether any part of a line may destroy what cannot be had back. `line` is the whole of it. */
export function isDestructive(commands: readonly ShellCommand[], line: string, depth = 0): boolean {
  return commands.some(({ words }) => {
    const program = programOf(words);
    return program !== null && destroys(insideRunner(program), { line, depth });
  });
}

type Around = { line: string; depth: number };

function destroys(program: Program, around: Around): boolean {
  const { name, args } = program;
  if (always.has(name) || name.startsWith("mkfs")) return true;
  if (recursive.has(name)) return has(args, "-R", "--recursive");
  if (rules.get(name)?.(ownArguments(program))) return true;
  if (databases.has(name)) return losesRows(program, around.line);
  if (name === "find") return findDestroys(args, around);
  return scriptDestroys(program, around);
}

const recursive = new Set(["chmod", "chown"]);
const always = new Set("rm rmdir shred truncate dd kill pkill killall".split(" "));

type Rule = (args: string[]) => boolean;

/** One of the words, or a group of one-letter options that has the letter: `-fu` has `-f`. */
const has = (args: string[], ...options: string[]) =>
  args.some((arg) =>
    options.some(
      (option) =>
        arg === option ||
        (/^-[A-Za-z]$/.test(option) && /^-[A-Za-z]+$/.test(arg) && arg.includes(option.slice(1))),
    ),
  );

const gitRules = new Map<string, Rule>(
  Object.entries({
    reset: (args) => has(args, "--hard"),
    clean: () => true,
    push: (args) =>
      has(args, "-f", "--delete", "-d") || args.some((arg) => /^(?:--force|\+.)/.test(arg)),
    branch: (args) => has(args, "-D"),
    tag: (args) => has(args, "-d", "--delete"),
    checkout: (args) => args.indexOf("--") >= 0 && args.at(-1) !== "--",
    restore: (args) => !has(args, "--staged", "-S") || has(args, "--worktree", "-W"),
    stash: ([what]) => what === "drop" || what === "clear",
    "filter-branch": () => true,
  } satisfies Record<string, Rule>),
);

const containers: Rule = (args) =>
  args.slice(0, 2).some((arg) => /^(?:rm|rmi|prune)$/.test(arg)) || composeDown(args);

const composeDown: Rule = (args) => args.includes("down") && has(args, "-v", "--volumes");

const publishes: Rule = ([what]) => what === "publish" || what === "unpublish";

const deletes: Rule = ([what, how]) => (what === "repo" || what === "release") && how === "delete";

const rules = new Map<string, Rule>(
  Object.entries({
    git: ([what = "", ...args]) => gitRules.get(what)?.(args) === true,
    docker: containers,
    podman: containers,
    "docker compose": composeDown,
    kubectl: ([what]) => what === "delete",
    helm: ([what]) => what === "uninstall",
    terraform: ([what]) => what === "apply" || what === "destroy",
    npm: publishes,
    pnpm: publishes,
    yarn: publishes,
    bun: publishes,
    gh: deletes,
    glab: deletes,
    aws: (args) => args.some((arg, at) => arg === "s3" && args[at + 1] === "rm"),
  } satisfies Record<string, Rule>),
);

const databases = new Set("psql mysql sqlite3 wrangler".split(" "));

/** The statement may come through a pipe or as a document. */
const losesRows = ({ name, args }: Program, line: string) =>
  (name !== "wrangler" || args.includes("d1")) && /\b(?:DROP|TRUNCATE|DELETE)\b/i.test(line);

function findDestroys(args: string[], around: Around): boolean {
  if (args.includes("-delete")) return true;
  const at = args.findIndex((arg) => /^-(?:exec|execdir|ok|okdir)$/.test(arg));
  const inner = at === -1 ? null : programOf(args.slice(at + 1));
  return inner !== null && inner.name !== "find" && destroys(inner, around);
}

/** `bash -c "…"` */
function scriptDestroys({ name, args }: Program, { depth }: Around): boolean {
  if (!/^(?:ba|z|da|k)?sh$/.test(name) || depth >= deepest) return false;
  const at = args.findIndex((arg) => /^-[a-z]*c$/.test(arg));
  const script = at === -1 ? undefined : args[at + 1];
  return script !== undefined && isDestructive(commandsOf(script), script, depth + 1);
}
