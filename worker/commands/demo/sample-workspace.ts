import { z } from "zod";
import { ingestReceipt, maxItemsPerUpload, type IngestItem } from "#contract/ingest.ts";
import { machineToken, type Workspace, workspace, workspaceList } from "#contract/team.ts";
import { type LocalClient, localClient } from "../local/local-client.ts";
import type { LocalStint } from "../local/server.ts";
import { localPerson, signInPerson } from "../local/sign-in.ts";
import { generateDays } from "./generate-days.ts";
import { type SamplePerson, samplePeople } from "./sample-team.ts";

const sampleSlug = "sample-data";
const days = 30;
const invitation = z.object({ id: z.string() });

/** Fills the workspace "Sample data" through the same API as everybody else. Safe to repeat. */
export async function fillSampleWorkspace(
  stint: LocalStint,
  say: (text: string) => void,
): Promise<Workspace> {
  const owner = await signInPerson(stint, localPerson);
  const sample = await ensureWorkspace(owner.client);
  for (const person of samplePeople) {
    const token = await joinAs(stint, { owner: owner.client, person, sample });
    const items = generateDays(person, days, Date.now());
    const accepted = await upload(stint, token, items);
    say(`  ${person.name}: ${accepted} new of ${items.length} items`);
  }
  return sample;
}

async function ensureWorkspace(client: LocalClient): Promise<Workspace> {
  const list = workspaceList.parse(await (await client.get("/api/workspaces")).json());
  const known = list.items.find((one) => one.slug === sampleSlug);
  if (known) return known;
  const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const input = { name: "Sample data", slug: sampleSlug, timezone };
  return workspace.parse(await (await client.send("POST", "/api/workspaces", input)).json());
}

type Joining = { owner: LocalClient; person: SamplePerson; sample: Workspace };

/** Invited before the first sign-in, a person belongs to the sample workspace alone. Returns a machine's token. */
async function joinAs(stint: LocalStint, { owner, person, sample }: Joining): Promise<string> {
  const members = await (await owner.get(`/api/workspaces/${sample.slug}/members`)).text();
  const invited = members.includes(person.email) ? null : await invite(owner, { person, sample });
  const { client } = await signInPerson(stint, person.email, invited);
  const response = await client.send("POST", "/api/machines/token", {
    machineKey: `sample-${person.email}`,
    name: `${person.name.split(" ", 1)[0]}'s laptop (sample)`,
    platform: "sample",
    scopes: ["ingest", "read"],
  });
  return machineToken.parse(await response.json()).token;
}

async function invite(owner: LocalClient, { person, sample }: Omit<Joining, "owner">) {
  const route = `/api/workspaces/${sample.slug}/invitations`;
  const response = await owner.send("POST", route, { email: person.email, role: person.role });
  const { id } = invitation.parse(await response.json());
  return { id, name: person.name };
}

async function upload(stint: LocalStint, token: string, items: IngestItem[]): Promise<number> {
  const client = localClient(stint, { Authorization: `Bearer ${token}` });
  const runs = items.filter((item) => item.type === "run");
  const others = items.filter((item) => item.type !== "run");
  let accepted = 0;
  for (const group of [runs, others]) {
    for (let from = 0; from < group.length; from += maxItemsPerUpload) {
      const batch = { items: group.slice(from, from + maxItemsPerUpload) };
      const response = await client.send("POST", "/api/ingest", batch);
      const receipt = ingestReceipt.parse(await response.json());
      if (receipt.rejected[0]) throw new Error(receipt.rejected[0].message);
      accepted += receipt.accepted;
    }
  }
  return accepted;
}
