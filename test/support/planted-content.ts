/** What people and agents wrote and read; it is kept nowhere, not even in the reporter's state. */
export const content = "CANARY-content-7f3a";
/** Where it lies; the reporter must know it, and nobody else. */
export const place = "CANARY-place-91bc";
/** A word of a file, in letters that a tool's name may have. */
export const fileWord = "canary_in_a_file";
/** What sessions and branches are called: sent unless the user turned that off. */
export const named = "CANARY-named-55aa";

export const contentNames =
  "prompt text thinking content input args arguments parameters output result stdout stderr diff patch old_string new_string command file_path path error message_text body response user_message instructions base_instructions env".split(
    " ",
  );

/** The value with content at every level, where its fields leave room for some. */
export function planted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(planted);
  if (typeof value !== "object" || value === null) return value;
  const own = Object.entries(value).map(([name, one]) => [name, planted(one)] as const);
  const free = contentNames.filter((name) => !(name in value));
  return Object.fromEntries([...own, ...free.map((name) => [name, `${content} ${name}`] as const)]);
}

/** Shell lines, the last two of which may destroy something. */
export const shellLines = [
  `cat ${content}/notes`,
  `TOKEN=${content} ${content} --run`,
  `rm -rf ${content}`,
  `bash -c "git push --force ${content}"`,
];

/** What a tool says of a file that is not there. */
export const noSuchFile = `ENOENT: no such file, open '/srv/${content}/x'`;
