/**
 * Logs what nobody foresaw. A database error's message holds the statement and its parameters, which may be
 * somebody's data, so of an error only its class and where it was thrown are logged, and those of its causes.
 */
export function logError(requestId: string, error: unknown): void {
  console.error({ message: "unforeseen error", requestId, error: trace(error) });
}

function trace(error: unknown): string[] {
  if (!(error instanceof Error)) return [typeof error];
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  const own = [error.name, ...frames.slice(0, 8).map((line) => line.trim())];
  return error.cause === undefined ? own : [...own, "caused by", ...trace(error.cause)];
}
