/** Whether a database error says that a row of that key exists already. Drizzle keeps D1's error as its cause. */
export function isUniqueViolation(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return /UNIQUE constraint failed/.test(error.message) || isUniqueViolation(error.cause);
}
