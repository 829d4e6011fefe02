/** Programs whose first argument says what they do: `git commit`. */
export const secondWords: Readonly<Record<string, readonly string[]>> = {
  git: words(
    "status diff log show add commit push pull fetch checkout switch restore branch merge rebase cherry-pick revert",
    "reset clean stash tag worktree clone init blame grep rev-parse ls-files remote",
  ),
  gh: words("pr issue run api repo release"),
  glab: words("pr issue run api repo release"),
  cargo: words("build test check clippy fmt run"),
  go: words("build test vet run mod generate"),
  dotnet: words("build test run"),
};

export const packageManagers = words("npm pnpm yarn bun deno");

const packageWords = words("install ci add remove test build lint start dev run exec publish");

/** The names of scripts that say nothing of whoever wrote them. */
export const scriptNames = words("test build lint typecheck format check start dev");

/** Programs whose arguments are names of the project's own. */
export const taskRunners = words("mise make just");

/** Programs that say enough by their name. */
export const plainPrograms: ReadonlySet<string> = new Set(
  words(
    "pytest vitest jest mocha playwright cypress tsc eslint biome prettier oxlint ruff mypy pyright golangci-lint",
    "staticcheck shellcheck pre-commit gradle mvn swift cmake bazel turbo nx",
    "node python ruby perl php java bash pip uv poetry conda composer bundle",
    "ls cat head tail nl wc file stat tree du df which pwd echo date env ps",
    "Get-Content Get-ChildItem Select-String",
    "rg grep find fd ag sed awk jq yq sort uniq cut tr diff",
    "mkdir touch cp mv ln rm rmdir chmod chown tee tar zip unzip patch",
    "curl wget ssh scp rsync ping nc kill pkill killall systemctl sleep docker podman kubectl helm terraform pulumi",
    "aws gcloud az wrangler vercel fly psql mysql sqlite3 redis-cli",
  ),
);

/** Every verb that a tool call may have. Nothing else of a command line is ever sent or stored. */
export const toolVerbs: ReadonlySet<string> = new Set([
  ...plainPrograms,
  ...Object.entries(secondWords).flatMap(([program, list]) => joined(program, list)),
  ...packageManagers.flatMap((program) => [
    ...joined(program, [...packageWords, ...scriptNames]),
    ...joined(`${program} run`, scriptNames),
  ]),
  ...taskRunners.map((program) => `${program} run`),
  "docker compose",
  "other",
]);

function words(...lines: string[]): readonly string[] {
  return lines.flatMap((line) => line.split(" "));
}

function joined(first: string, list: readonly string[]): string[] {
  return list.map((word) => `${first} ${word}`);
}
