import process from "node:process";

/** What an agent says on stdin. `isWhole` is false where it was too much, or never ended. */
export type Stdin = { text: string; isWhole: boolean };

const mostBytes = 4 << 20;
const longestMs = 1_000;

/**
 * Reads what the agent says. Ends at its end, at a whole JSON object (some keep the pipe open), or after a second. What
 * is too much is read on and dropped, so that the agent's writing does not fail.
 */
export function readStdin(): Promise<Stdin> {
  const { stdin } = process;
  if (stdin.isTTY) return Promise.resolve({ text: "", isWhole: false });
  const parts: Buffer[] = [];
  let size = 0;
  return new Promise((resolve) => {
    const end = (isWhole: boolean) => {
      clearTimeout(timer);
      resolve({
        text: Buffer.concat(parts).toString("utf8"),
        isWhole: isWhole && size <= mostBytes,
      });
    };
    const timer = setTimeout(() => end(false), longestMs);
    stdin.on("error", () => end(false));
    stdin.on("end", () => end(true));
    stdin.on("data", (part: Buffer) => {
      size += part.length;
      if (size <= mostBytes) parts.push(part);
      if (size <= 1 << 16 && isObject(parts)) end(true);
    });
  });
}

function isObject(parts: Buffer[]): boolean {
  const text = Buffer.concat(parts).toString("utf8").trimEnd();
  if (!text.endsWith("}")) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
