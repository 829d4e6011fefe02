/**
 * Logs what nobody foresaw. Messages may hold somebody's data (a failed query's holds its parameters), so of an
 * error only its class and where it was thrown are logged, and those of its causes. SQLite's own words are safe:
 * they name tables and columns and no values.
 */
export function logError(requestId: string, error: unknown): void {
  console.error({ message: "unforeseen error", requestId, error: trace(error) });
}

function trace(error: unknown): string[] {
  if (!(error instanceof Error)) return [typeof error];
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  const own = [titleOf(error), ...frames.slice(0, 8).map((line) => line.trim())];
  return error.cause === undefined ? own : [...own, "caused by", ...trace(error.cause)];
}

const titleOf = ({ name, message }: Error) =>
  message.startsWith("D1_ERROR: ") ? `${name}: ${message}` : name;
