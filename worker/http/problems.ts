import type { HTTPException } from "hono/http-exception";
import type { ZodError } from "zod";
import type { Problem } from "#contract/problem.ts";
import { AppError, type ErrorCode, errorStatus, SessionRefusal } from "#worker/errors.ts";

/** The phrases of RFC 9110, which `about:blank` problems have for titles. */
const titles: Record<number, string> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  409: "Conflict",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  422: "Unprocessable Content",
  426: "Upgrade Required",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

/** The answer to a refusal that we foresaw; undefined for what nobody foresaw. */
export function problemOf(error: unknown): Response | undefined {
  if (error instanceof AppError) return refusal(error);
  if (isHttpException(error)) return libraryRefusal(error);
  return undefined;
}

/** The answer to an error that nobody foresaw: it says nothing but where to look in the logs. */
export function bareProblem(requestId: string): Response {
  const detail = `Something went wrong here. The logs have it under ${requestId}.`;
  return problemResponse({ status: 500, code: "internal_error", detail });
}

/** The answer to input that a schema refuses. It names fields, and never repeats what was sent. */
export function invalidInput(error: ZodError): Response {
  const errors = error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
  const detail = errors.map(({ path, message }) => (path ? `${path}: ${message}` : message));
  return problemResponse({
    status: errorStatus.invalid_input,
    code: "invalid_input",
    detail: detail.join("; "),
    errors,
  });
}

/** The answer to a refusal of ours. */
export function refusal(error: AppError): Response {
  const { code, message, retryAfter } = error;
  const headers: Record<string, string> = {};
  if (retryAfter !== undefined) headers["Retry-After"] = String(retryAfter);
  if (code === "not_signed_in") headers["WWW-Authenticate"] = "Bearer";
  const facts = error instanceof SessionRefusal ? { session: error.session } : {};
  return problemResponse({ status: errorStatus[code], code, detail: message, ...facts }, headers);
}

/** By its shape: the library that validates may bring a copy of the class of its own. */
const isHttpException = (error: unknown): error is HTTPException =>
  error instanceof Error && "getResponse" in error && "status" in error;

/** Hono throws these before our own checks see a body. */
function libraryRefusal({ status }: HTTPException): Response | undefined {
  const known: Record<number, [ErrorCode, string]> = {
    400: ["invalid_json", "The body is not valid JSON."],
    413: ["too_large", "The body is too large."],
    415: ["unsupported_media_type", "Send the body with Content-Type: application/json."],
  };
  const found = known[status];
  return found && refusal(new AppError(...found));
}

function problemResponse(
  problem: Omit<Problem, "type" | "title">,
  headers: Record<string, string> = {},
): Response {
  const title = titles[problem.status] ?? "Error";
  const body = { type: "about:blank", title, ...problem } satisfies Problem;
  return new Response(JSON.stringify(body), {
    status: problem.status,
    headers: { "Content-Type": "application/problem+json", ...headers },
  });
}
