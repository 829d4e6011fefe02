/** Stable codes of everything we refuse on purpose, with the status each one answers. */
export const errorStatus = {
  invalid_json: 400,
  not_signed_in: 401,
  forbidden: 403,
  foreign_origin: 403,
  not_found: 404,
  conflict: 409,
  session_open: 409,
  session_state: 409,
  too_large: 413,
  unsupported_media_type: 415,
  invalid_input: 422,
  upgrade_required: 426,
  rate_limited: 429,
  not_configured: 503,
  mail_not_configured: 503,
  busy: 503,
} as const;

export type ErrorCode = keyof typeof errorStatus;

/** A refusal that its caller can understand. `app.ts` turns it into problem+json, once. */
export class AppError extends Error {
  readonly code: ErrorCode;
  /** Seconds after which a repeat may succeed. */
  readonly retryAfter: number | undefined;

  constructor(code: ErrorCode, message: string, retryAfter?: number) {
    super(message);
    this.name = "AppError";
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

/** A refusal since a session stands as it does. */
export class SessionRefusal extends AppError {
  readonly session: { id: string; status: string; possible: string[] };

  constructor(
    code: "session_open" | "session_state",
    message: string,
    session: SessionRefusal["session"],
  ) {
    super(code, message);
    this.session = session;
  }
}

/** Also for rows of other workspaces: whether they exist is nobody else's business. */
export const notFound = (what: string) => new AppError("not_found", `There is no such ${what}.`);
