/** `ada.lovelace+x@acme.org` → `Ada Lovelace`, for people who gave no name. */
export function nameFromEmail(email: string): string {
  const local = email.split("@", 1)[0]?.split("+", 1)[0] ?? "";
  const words = local.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const name = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(" ");
  return name.slice(0, 60) || "Somebody";
}

/** What somebody's first workspace is called. Whoever runs Stint on their own machine is "You". */
export const firstWorkspaceName = (person: string) =>
  person === "You" ? "Your workspace" : `${person.slice(0, 45)}’s workspace`;

/** A workspace's part of the address: `Łódź Labs!` → `lodz-labs`. Letters of other scripts fall away. */
export function slugOf(name: string): string {
  const slug = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replaceAll("ł", "l")
    .replaceAll("Ł", "l")
    .replaceAll("ß", "ss")
    .toLowerCase()
    .replace(/['’]/g, "")
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 40)
    .replace(/^-+|-+$/g, "");
  return slug || "workspace";
}

/** The same slug made different from others of its name. */
export function distinctSlug(slug: string): string {
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
  return `${slug.slice(0, 40)}-${random.toString(36).padStart(7, "0").slice(-5)}`;
}
