/** A refusal or a failure, in words that may be shown. `status` 0 means that the server was not reached. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  /** The id of the session that stands in the way, with `session_open` and `session_state`. */
  readonly sessionId: string | undefined;

  constructor(
    status: number,
    code: string,
    { words, sessionId }: { words: string; sessionId?: string | undefined },
  ) {
    super(words);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.sessionId = sessionId;
  }
}

type Call = {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  body?: unknown;
  workspace?: string;
  /** What the answer is, where it is not JSON. */
  accept?: string;
};

/**
 * Calls the API. What it answers is the contract's: the Worker is compiled against the same schemas and deployed
 * together with this app. Checking it here once more would be a fifth of the first screen's script.
 */
export async function callApi<Answer>(path: string, call: Call = {}): Promise<Answer> {
  const response = await request(path, call);
  return response.json();
}

/** Asks for a document in that form. */
export async function readDocument(path: string, workspace: string, type: string): Promise<string> {
  const response = await request(path, { workspace, accept: type });
  return response.text();
}

/** Calls the API where the answer says nothing. */
export async function sendApi(path: string, call: Call): Promise<void> {
  await request(path, call);
}

async function request(path: string, call: Call): Promise<Response> {
  const { method = "GET", body, workspace, accept = "application/json" } = call;
  const headers = new Headers({ Accept: accept });
  if (workspace) headers.set("X-Workspace", workspace);
  if (method !== "GET") headers.set("Content-Type", "application/json");
  const init: RequestInit = { method, headers };
  if (method !== "GET") init.body = JSON.stringify(body ?? {});
  const response = await fetch(path, init).catch(() => {
    throw new ApiError(0, "offline", {
      words: "The server cannot be reached. Check the connection.",
    });
  });
  if (!response.ok) throw await errorOf(response);
  return response;
}

/** Ours are problem+json; the sign-in library says `message`, and a proxy says nothing that could be read. */
async function errorOf(response: Response): Promise<ApiError> {
  const said: Record<string, unknown> = Object(await response.json().catch(() => null));
  const words = [said["detail"], said["title"], said["message"]].find(isText);
  return new ApiError(response.status, isText(said["code"]) ? said["code"] : "error", {
    words: words ?? `The server answered ${response.status}.`,
    sessionId: [Object(said["session"])["id"]].find(isText),
  });
}

const isText = (value: unknown) => typeof value === "string";

/** `?a=1&b=2` of what is set. */
export function queryOf(values: Record<string, string | number | undefined | null>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== null && value !== "") query.set(name, String(value));
  }
  const text = query.toString();
  return text ? `?${text}` : "";
}
