import {
  packageManagers,
  plainPrograms,
  scriptNames,
  secondWords,
  taskRunners,
  toolVerbs,
} from "#contract/tool-verbs.ts";
import type { ShellCommand } from "./shell-commands.ts";
import { baseName, type Program, programOf, skipOptions } from "./shell-program.ts";

/** What a shell line does, by its first real program: a word of the list, never one of the line's own. */
export function verbOfCommands(commands: readonly ShellCommand[]): string {
  for (const { words, isInner } of commands) {
    const program = isInner ? null : programOf(words);
    if (program) return verbOf(insideRunner(program));
  }
  return "other";
}

const lowerCased = new Map([...plainPrograms].map((name) => [name.toLowerCase(), name]));

function verbOf({ name, args }: Program): string {
  const verb = longVerb(name, args);
  if (toolVerbs.has(verb)) return verb;
  return lowerCased.get(name.toLowerCase()) ?? "other";
}

/** The verb of a program whose arguments count; it may be on no list. */
function longVerb(name: string, args: string[]): string {
  if (name === "docker" && firstWordOf(name, args) === "compose") return "docker compose";
  if (packageManagers.includes(name)) return packageVerb(name, args);
  if (name === "mise") return miseVerb(args);
  if (taskRunners.includes(name)) return `${name} run`;
  if (Object.hasOwn(secondWords, name)) return `${name} ${firstWordOf(name, args)}`;
  return name;
}

const miseVerb = ([first]: string[]) => (first === "run" || first === "r" ? "mise run" : "other");

const shortNames: Record<string, string> = {
  i: "install",
  t: "test",
  rm: "remove",
  un: "remove",
  uninstall: "remove",
};

function packageVerb(name: string, args: string[]): string {
  const at = skipOptions(args, 0, globalOptions.get(name) ?? "");
  const word = args[at] ?? "";
  const second = Object.hasOwn(shortNames, word) ? (shortNames[word] ?? word) : word;
  if (second !== "run") return `${name} ${second}`;
  const script = args[skipOptions(args, at + 1, globalOptions.get(name) ?? "")] ?? "";
  return scriptNames.includes(script) ? `${name} run ${script}` : `${name} run`;
}

const packageOptions = "--prefix -C -w --workspace --filter -F --cwd --dir";

/** Options before a program's second word that are followed by a value. */
const globalOptions = new Map(
  Object.entries({
    git: "-C -c --git-dir --work-tree --namespace --config-env",
    gh: "-R --repo",
    glab: "-R --repo",
    npm: packageOptions,
    pnpm: packageOptions,
    yarn: packageOptions,
    bun: packageOptions,
    docker: "-H --host --context --config -l",
    podman: "--connection --url",
    kubectl: "-n --namespace --context --kubeconfig -s --server",
    helm: "-n --namespace --kube-context --kubeconfig",
  }),
);

/** A program's arguments from the word on that says what it does. */
export function ownArguments({ name, args }: Program): string[] {
  const from = skipOptions(args, 0, globalOptions.get(name) ?? "");
  // `cargo +nightly test`
  const isToolchain = name === "cargo" && args[from]?.startsWith("+");
  return args.slice(isToolchain ? from + 1 : from);
}

const firstWordOf = (name: string, args: string[]) => ownArguments({ name, args })[0] ?? "";

const npxOptions = "-p --package -c --call --from --with";

/** The program that `npx` and the like run, where it is on the list; else the runner itself. */
export function insideRunner(program: Program): Program {
  const words = wordsInside(program);
  const inner = words && programOf([withoutVersion(words[0] ?? ""), ...words.slice(1)]);
  return inner && isListed(inner) ? inner : program;
}

/** Null where it runs no other program. */
function wordsInside({ name, args }: Program): string[] | null {
  if (packageRunners.has(name)) return args.slice(skipOptions(args, 0, npxOptions));
  if (name === "python") return args[0] === "-m" ? args.slice(1) : null;
  const [first = "", ...rest] = ownArguments({ name, args });
  if (!executing.has(`${name} ${first}`)) return null;
  const end = rest.indexOf("--");
  return end === -1 ? rest.slice(skipOptions(rest, 0, "")) : rest.slice(end + 1);
}

const packageRunners = new Set(["npx", "bunx", "uvx"]);
const executing = new Set(["pnpm exec", "mise exec", "mise x"]);

/** `prettier@3`; a scope stands before a `/`. */
const withoutVersion = (word: string) => baseName(word).replace(/(?<=.)@.*$/, "");

const isListed = ({ name }: Program) =>
  lowerCased.has(name.toLowerCase()) ||
  Object.hasOwn(secondWords, name) ||
  packageManagers.includes(name) ||
  taskRunners.includes(name);
