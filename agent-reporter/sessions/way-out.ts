/** What to do about a session that stands in the way. */
export function wayOut(code: string, id: string, status: string | undefined): string | undefined {
  if (code !== "session_open") return undefined;
  const goOn = status === "paused" ? "`stint session resume` goes on with it" : "go on with it";
  return `It is ${id}: \`stint session complete\` ends it, \`stint session cancel\` drops it, or ${goOn}.`;
}
