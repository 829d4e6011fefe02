/** What every machine's token begins with, so that scanners and people recognise one. */
export const tokenPrefix = "stint_";

/** A new token: 32 random bytes. It is shown once and never stored. */
export function newTokenSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  const base64 = btoa(String.fromCharCode(...bytes));
  return tokenPrefix + base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** What is stored of a token: its SHA-256, in hex. */
export async function hashOfToken(token: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
