import { env, exports } from "cloudflare:workers";
import { type MachineToken, type Me, type Role, type TokenScope, me } from "#contract/team.ts";

/** Somebody or something that calls the API. A path is as in the browser: `/api/me`. */
export type ApiClient = {
  get(path: string, init?: RequestInit): Promise<Response>;
  post(path: string, body?: unknown): Promise<Response>;
  put(path: string, body?: unknown): Promise<Response>;
  patch(path: string, body?: unknown): Promise<Response>;
  delete(path: string): Promise<Response>;
  /** Opens a socket; a browser's carries a cookie and an Origin, a machine's its token. */
  connect(path: string): Promise<Response>;
  /** What every request of theirs carries. */
  headers: Record<string, string>;
};

export type APerson = ApiClient & { id: string; email: string; name: string; me: Me };
export type AMember = APerson & { workspace: Me["workspaces"][number]; role: Role };
export type AMachine = ApiClient & MachineToken & { owner: AMember };

/** Calls the Worker as it is deployed. */
export function call(path: string, init: RequestInit = {}): Promise<Response> {
  const request = new Request(new URL(path, env.APP_URL), { redirect: "manual", ...init });
  // Cloudflare sets it on every request.
  request.headers.set("CF-Connecting-IP", "127.0.0.1");
  return exports.default.fetch(request);
}

/** A client whose every request carries these headers. */
export function aClient(headers: Record<string, string> = {}): ApiClient {
  const send = (method: string, path: string, body?: unknown) =>
    call(path, {
      method,
      headers: body === undefined ? headers : { "Content-Type": "application/json", ...headers },
      body: body === undefined ? null : JSON.stringify(body),
    });
  return {
    headers,
    get: (path, init) => call(path, { ...init, headers: { ...headers, ...headersOf(init) } }),
    post: (path, body) => send("POST", path, body),
    put: (path, body) => send("PUT", path, body),
    patch: (path, body) => send("PATCH", path, body),
    delete: (path) => send("DELETE", path),
    connect: (path) => call(path, { headers: { Upgrade: "websocket", ...headers } }),
  };
}

const headersOf = (init?: RequestInit) => Object.fromEntries(new Headers(init?.headers).entries());

/** The newest mail to somebody, from the mailbox of a local run. */
export async function mailTo(email: string): Promise<{ code: string; link: string }> {
  const response = await call("/local/mailbox", { headers: { Accept: "application/json" } });
  const { items } = await response.json<{ items: { to: string; code: string; link: string }[] }>();
  const mail = items.find(({ to }) => to === email);
  if (!mail) throw new Error(`No mail to ${email}.`);
  return mail;
}

/** The cookie of somebody who signs in by a code, as the sign-in page does it. */
export async function signIn(email: string): Promise<string> {
  const anybody = aClient({ Origin: env.APP_URL });
  await anybody.post("/api/auth/email-otp/send-verification-otp", { email, type: "sign-in" });
  const { code } = await mailTo(email);
  const response = await anybody.post("/api/auth/sign-in/email-otp", { email, otp: code });
  if (!response.ok) throw new Error(`Signing in answered ${response.status}.`);
  return cookiesOf(response);
}

/** What a browser would send back. */
export const cookiesOf = (response: Response) =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";", 1)[0])
    .join("; ");

let people = 0;

/** Somebody new who signed in, with a first workspace of their own. */
export async function aPerson(named: { email?: string } = {}): Promise<APerson> {
  people += 1;
  const email = named.email ?? `person-${people}-${crypto.randomUUID().slice(0, 8)}@example.org`;
  const client = aClient({ Cookie: await signIn(email), Origin: env.APP_URL });
  const self = me.parse(await (await client.get("/api/me")).json());
  return { ...client, id: self.person.id, email, name: self.person.name, me: self };
}

/** A new workspace, as its owner: every request names it. */
export async function aWorkspace(): Promise<AMember> {
  const person = await aPerson();
  const [workspace] = person.me.workspaces;
  if (!workspace) throw new Error("A new person has no workspace.");
  return within(person, workspace);
}

/** Somebody else in that workspace, by invitation. */
export async function aMember(role: Role, owner?: AMember): Promise<AMember> {
  const boss = owner ?? (await aWorkspace());
  const email = `${role}-${crypto.randomUUID().slice(0, 8)}@example.org`;
  const invited = await boss.post(`/api/workspaces/${boss.workspace.slug}/invitations`, {
    email,
    role,
  });
  const { id } = await invited.json<{ id: string }>();
  const person = await aPerson({ email });
  const joined = await person.post(`/api/invitations/${id}/accept`);
  return within(person, await joined.json<Me["workspaces"][number]>());
}

/** A machine of a member, with a token of those scopes. */
export async function aMachine(
  scopes: TokenScope[] = ["ingest", "read"],
  owner?: AMember,
): Promise<AMachine> {
  const person = owner ?? (await aWorkspace());
  const response = await person.post("/api/machines/token", {
    machineKey: `machine-${crypto.randomUUID()}`,
    name: "A laptop",
    platform: "linux",
    scopes,
  });
  if (response.status !== 201) throw new Error(`The token was refused: ${await response.text()}`);
  const made = await response.json<MachineToken>();
  return { ...aClient({ Authorization: `Bearer ${made.token}` }), ...made, owner: person };
}

function within(person: APerson, workspace: Me["workspaces"][number]): AMember {
  const client = aClient({ ...person.headers, "X-Workspace": workspace.slug });
  return { ...person, ...client, workspace, role: workspace.role };
}
