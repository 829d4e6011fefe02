import { maxLinkLength, maxLinks, pullRequestPattern } from "#contract/git-links.ts";

/** Adds a pull request's address, once; anything else is left out. */
export function addLink(links: string[], address: unknown): void {
  if (typeof address !== "string" || address.length > maxLinkLength) return;
  if (!pullRequestPattern.test(address)) return;
  if (links.includes(address) || links.length >= maxLinks) return;
  links.push(address);
}
