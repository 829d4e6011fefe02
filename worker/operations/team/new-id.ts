const alphabet = "0123456789abcdefghijklmnopqrstuvwxyz";

/** An id that nobody guesses: `wsp_` and 24 random characters (124 bits). */
export function newId(prefix: string): string {
  let id = "";
  while (id.length < 24) {
    const bytes = crypto.getRandomValues(new Uint8Array(32));
    // 252 is the largest multiple of 36 in a byte: above it, some characters would be likelier.
    for (const byte of bytes) if (byte < 252) id += alphabet[byte % 36];
  }
  return `${prefix}_${id.slice(0, 24)}`;
}
