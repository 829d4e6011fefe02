/** What a command runs, and with what. */
export type Program = { name: string; args: string[] };

/** They come before a command, or around one. */
const leadingWords = new Set([
  ..."if then elif else while until do ! { }".split(" "),
  ..."fi done esac".split(" "),
]);

/** Commands that run nothing. */
const notPrograms = new Set("cd export set source . for select case function".split(" "));

/** Programs that run another one, and those of their options that are followed by a value. */
const wrappers: Record<string, string> = {
  sudo: "-u -g -h -p -C -T -U -r -t -D",
  env: "-u -C -S",
  time: "-o -f",
  timeout: "-k -s --kill-after --signal",
  nohup: "",
  nice: "-n",
  command: "",
  exec: "-a",
  xargs: "-I -n -P -L -d -s -a -E",
};

/** The program of a command behind variables, keywords and wrappers; null where it runs none. */
export function programOf(words: readonly string[]): Program | null {
  let outer: Program | null = null;
  for (let at = 0; ;) {
    const word = words[at];
    if (word === undefined) return outer;
    if (notPrograms.has(word)) return null;
    const name = baseName(word);
    if (!isPassedOver(name, word)) return { name, args: words.slice(at + 1) };
    if (name === "command" && /^-[vV]/.test(words[at + 1] ?? "")) return whichOf(words, at);
    if (Object.hasOwn(wrappers, name)) outer = { name, args: [] };
    at = behind(words, at, name);
  }
}

const isPassedOver = (name: string, word: string) =>
  Object.hasOwn(wrappers, name) || leadingWords.has(word) || isAssignment(word);

/** Where what follows a wrapper begins, with a time limit between. */
function behind(words: readonly string[], at: number, name: string): number {
  if (!Object.hasOwn(wrappers, name)) return at + 1;
  const next = skipOptions(words, at + 1, wrappers[name] ?? "");
  return name === "timeout" ? next + 1 : next;
}

const isAssignment = (word: string) => /^[A-Za-z_]\w*\+?=/.test(word);

/** `command -v npm` only asks where it is. */
const whichOf = (words: readonly string[], at: number): Program => ({
  name: "which",
  args: words.slice(at + 2),
});

/** Where the first word stands that is no option. */
export function skipOptions(words: readonly string[], from: number, withValue: string): number {
  const takesValue = new Set(withValue.split(" "));
  let at = from;
  while (words[at]?.startsWith("-")) {
    const word = words[at];
    at += word !== undefined && takesValue.has(word) ? 2 : 1;
    if (word === "--") break;
  }
  return at;
}

const otherNames: Record<string, string> = {
  gradlew: "gradle",
  mvnw: "mvn",
  "docker-compose": "docker compose",
};

/** A program's name without its folder, `.exe` and the number of its version. */
export function baseName(word: string): string {
  const name = word.slice(Math.max(word.lastIndexOf("/"), word.lastIndexOf("\\")) + 1);
  const bare = name.replace(/\.exe$/i, "").replace(/^(python|pip)\d[\d.]*$/, "$1");
  return Object.hasOwn(otherNames, bare) ? (otherNames[bare] ?? bare) : bare;
}
