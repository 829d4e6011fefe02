import { maxLinks, pullRequestUrl } from "#contract/git.ts";

/** Adds a pull request's address, once; anything else is left out. */
export function addLink(links: string[], address: unknown): void {
  const parsed = pullRequestUrl.safeParse(address);
  if (!parsed.success || links.includes(parsed.data) || links.length >= maxLinks) return;
  links.push(parsed.data);
}
