/** Lists that are longer than this can be searched. */
export const longList = 20;

/** Whether each word stands somewhere in the texts, however it is written. */
export function finds(q: string, texts: string[]): boolean {
  const all = texts.join(" ").toLowerCase();
  return q
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}
