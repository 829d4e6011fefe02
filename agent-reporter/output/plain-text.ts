// oxlint-disable no-control-regex -- control characters are what is taken out

/** C0 and C1 controls, line separators, and what turns the direction of text around. */
const unseen = /[\u0000-\u001F\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069]/g;

/** A name from a log or a server as one line of plain text, whatever it holds. */
export const plainText = (text: string) => text.replace(unseen, "");

/** What this program itself sends to a terminal: plain, bold and dim, new lines, and at its start an emptied line. */
const own = /^\r\u001B\[K|\u001B\[(?:0|1|2|22)m|[\n\t]/;
const ownOrUnseen = new RegExp(`(${own.source})|${unseen.source}`, "g");

/** Text for a terminal: no name, message or file that stands in it can move the cursor or talk to the terminal. */
export const terminalText = (text: string) => text.replace(ownOrUnseen, "$1");
