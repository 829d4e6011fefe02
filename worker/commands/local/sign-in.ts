import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { type Me, machineToken, me, type Workspace } from "#contract/team.ts";
import { type LocalClient, localClient } from "./local-client.ts";
import type { LocalStint } from "./server.ts";

/** The person whom a local run signs in. Nothing is ever mailed there. */
export const localPerson = "you@stint.local";

const mailbox = z.object({
  items: z.array(
    z.object({
      to: z.string(),
      code: z.string(),
      link: z.string(),
      at: z.union([z.string(), z.number()]),
    }),
  ),
});

type Mail = z.infer<typeof mailbox>["items"][number];

/** What a reporter on this machine signs in with. */
export type LocalReporter = { token: string; workspace: Workspace };

/** A link that signs a browser in, once, and leads to `to`. */
export async function signInLink(
  stint: LocalStint,
  { email = localPerson, to }: { email?: string; to?: string } = {},
): Promise<string> {
  const client = localClient(stint);
  const before = await newestMail(client, email);
  const request = { email, type: "sign-in" };
  await client.send("POST", "/api/auth/email-otp/send-verification-otp", request);

  // Mail leaves after the answer, so it may come a moment later.
  for (let attempt = 0; attempt < 100; attempt++) {
    const mail = await newestMail(client, email);
    if (mail && !(before && mail.at === before.at && mail.code === before.code)) {
      const link = new URL(mail.link, stint.url);
      if (to) link.searchParams.set("to", to);
      return link.href;
    }
    await sleep(50);
  }
  throw new Error("No sign-in code came.");
}

/** Signs a person in, for commands that act in their name; accepts the invitation first where there is one. */
export async function signInPerson(
  stint: LocalStint,
  email: string,
  invited: { id: string; name: string } | null = null,
) {
  const cookie = await cookieOf(await signInLink(stint, { email }));
  const anywhere = localClient(stint, { Cookie: cookie });
  if (invited) {
    await anywhere.send("POST", `/api/invitations/${invited.id}/accept`, {});
    await anywhere.send("PATCH", "/api/me", { name: invited.name });
  }
  const person = await whoIs(anywhere);
  const workspace = person.workspaces[0];
  if (!workspace) throw new Error(`${email} has no workspace.`);
  const headers = { Cookie: cookie, "X-Workspace": workspace.slug };
  return { person: person.person, workspace, client: localClient(stint, headers) };
}

/** The token of this machine's reporter: the stored one where it still works, else a new one. */
export async function signInReporter(stint: LocalStint): Promise<LocalReporter> {
  const file = path.join(stint.dataDir, "reporter-token");
  const stored = existsSync(file) ? readFileSync(file, "utf8").trim() : "";
  const workspace = stored ? await workspaceOf(stint, stored) : undefined;
  if (workspace) return { token: stored, workspace };

  const made = await newReporter(stint);
  writeFileSync(file, made.token, { mode: 0o600 });
  return made;
}

async function newReporter(stint: LocalStint): Promise<LocalReporter> {
  const { client, workspace } = await signInPerson(stint, localPerson);
  // A new workspace counts its days in UTC; here its owner sits at this machine.
  const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  await client.send("PATCH", `/api/workspaces/${workspace.slug}`, { timezone });

  const response = await client.send("POST", "/api/machines/token", {
    machineKey: `local-machine-${hostname()}`,
    name: hostname(),
    platform: process.platform,
    scopes: ["ingest", "read", "plan"],
  });
  return machineToken.parse(await response.json());
}

async function workspaceOf(stint: LocalStint, token: string): Promise<Workspace | undefined> {
  try {
    const client = localClient(stint, { Authorization: `Bearer ${token}` });
    const { token: known, workspaces } = await whoIs(client);
    // One of an earlier version, with fewer scopes, is replaced.
    return known?.scopes.includes("plan") ? workspaces[0] : undefined;
  } catch {
    // Revoked, or the state folder was replaced: a new token is as good.
    return undefined;
  }
}

async function whoIs(client: LocalClient): Promise<Me> {
  return me.parse(await (await client.get("/api/me")).json());
}

async function cookieOf(link: string): Promise<string> {
  const response = await fetch(link, { redirect: "manual" });
  const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(";", 1)[0]);
  if (cookies.length === 0) throw new Error(`The sign-in link answered ${response.status}.`);
  return cookies.join("; ");
}

/** The mailbox is newest first. */
async function newestMail(client: LocalClient, email: string): Promise<Mail | undefined> {
  const response = await client.get("/local/mailbox");
  return mailbox.parse(await response.json()).items.find((mail) => mail.to === email);
}
