/**
 * A text as one line of markdown in which nothing is markdown, a link or HTML: titles come from branches, agents and
 * other people's repositories. Any sign of ASCII may stand behind a backslash.
 */
export function escapeMarkdown(text: string): string {
  const line = text.replace(unseen, " ").replace(/ {2,}/g, " ").trim();
  return line
    .replace(/[\\`*_{}[\]<>|~&#!$^=@]/g, "\\$&")
    .replace(/:(?=\/\/)/g, "\\:")
    .replace(/\bwww\./gi, (www) => `${www.slice(0, -1)}\\.`)
    .replace(/^([-+])/, "\\$1")
    .replace(/^(\d+)([.)])/, "$1\\$2");
}

/** Line breaks, controls, and signs that turn the direction of what follows. */
// oxlint-disable-next-line no-control-regex
const unseen = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;
