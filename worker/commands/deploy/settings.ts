import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { createInterface } from "node:readline/promises";
import { z } from "zod";
import { root } from "./wrangler.ts";

/** What an owner answered once. Kept beside the project without secrets; delete it to be asked again. */
export const deploySettings = z.object({
  /** Where people reach the app, `https://stint.example.com`. */
  appUrl: z
    .url()
    .startsWith("https://")
    .transform((url) => new URL(url).origin),
  /** Sender of sign-in codes; empty where mail is not set up. */
  mailFrom: z.union([z.email(), z.literal("")]).default(""),
  /** Empty without GitHub sign-in. */
  githubClientId: z.string().default(""),
});

export type DeploySettings = z.infer<typeof deploySettings>;

const file = path.join(root, "stint.deploy.json");

/** Reads the stored answers, or asks for them on a terminal. */
export async function readSettings(): Promise<DeploySettings> {
  if (existsSync(file)) return deploySettings.parse(JSON.parse(readFileSync(file, "utf8")));
  if (!process.stdin.isTTY) {
    throw new Error(`No terminal to ask on. Write ${path.basename(file)} first; see README.`);
  }
  const settings = deploySettings.parse({
    appUrl: await ask(
      "Address of the app, https://stint.<your subdomain>.workers.dev or your own: ",
    ),
    mailFrom: await ask(
      "Sender of sign-in codes (an address set up for sending; empty for none): ",
    ),
    githubClientId: await ask("GitHub OAuth client id (empty for no GitHub sign-in): "),
  });
  if (!settings.mailFrom && !settings.githubClientId) {
    throw new Error("Nobody could sign in: give a sender of sign-in codes or a GitHub client id.");
  }
  writeFileSync(file, `${JSON.stringify(settings, null, 2)}\n`);
  return settings;
}

/** Asks one question on the terminal; the answer is trimmed. */
export async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return (await terminal.question(question)).trim();
  } finally {
    terminal.close();
  }
}
