/** That the server is too old for some kinds of items. */
export const heldText = (kinds: string[]) =>
  `The server is older than this stint and takes no ${kinds.map(nameOf).join(", ")} yet: they wait for a newer one.`;

const nameOf = (kind: string) => (kind === "git" ? "git figures" : `items of the kind ${kind}`);
