import type { Progress } from "../library/library-types.ts";
import type { UploadSums } from "../upload/upload-items.ts";
import type { CommandIo } from "./command-io.ts";
import { formatBytes, formatCount } from "./format.ts";

/** How progress is told: `json` writes NDJSON on stderr, for a program that shows it its own way. */
export type ProgressMode = "bar" | "lines" | "json" | "none";

/** Tells how far reading and uploading are. */
export type ProgressTeller = {
  reading(progress: Progress): void;
  uploading(sums: UploadSums, expected: number): void;
  /** One line that is kept current, on a terminal only. */
  status(text: string): void;
  /** Ends a bar; the next line starts afresh. */
  done(): void;
};

const barEveryMs = 80;
const linesEveryMs = 5_000;
const jsonEveryMs = 100;

/** A bar for a person, a line every few seconds for a log. */
export function progressTeller(io: CommandIo, mode: ProgressMode): ProgressTeller {
  switch (mode) {
    case "none":
      return { reading: () => {}, uploading: () => {}, status: () => {}, done: () => {} };
    case "json":
      return jsonTeller(io);
    case "bar":
      return textTeller(barEveryMs, barWriter(io));
    case "lines":
      return textTeller(linesEveryMs, {
        write: (text) => io.stderr.write(`${text}\n`),
        status: () => {},
        end: () => {},
      });
  }
}

/** The mode that fits where stderr goes, unless a flag says which. */
export function progressMode(io: CommandIo, flag: string | undefined): ProgressMode | undefined {
  switch (flag) {
    case undefined:
      return io.stderr.isTty ? "bar" : "lines";
    case "bar":
    case "lines":
    case "json":
    case "none":
      return flag;
    default:
      return undefined;
  }
}

function jsonTeller(io: CommandIo): ProgressTeller {
  const due = throttle(jsonEveryMs);
  const write = (line: object) => io.stderr.write(`${JSON.stringify(line)}\n`);
  return {
    reading: (progress) => {
      if (due(progress.filesDone === progress.filesTotal)) write({ phase: "read", ...progress });
    },
    uploading: ({ sent, bytes }, expected) => {
      const itemsTotal = Math.max(sent, expected);
      if (due(sent >= expected)) write({ phase: "upload", itemsDone: sent, itemsTotal, bytes });
    },
    status: () => {},
    done: () => {},
  };
}

type Writer = {
  write(text: string, share: number): void;
  status(text: string): void;
  end(): void;
};

function textTeller(everyMs: number, writer: Writer): ProgressTeller {
  // A log need not be told of what takes no longer than the pause between two lines.
  const due = throttle(everyMs, everyMs > 1_000 ? performance.now() : -Infinity);
  return {
    reading: ({ filesDone, filesTotal, bytesDone, bytesTotal }) => {
      if (!due(false)) return;
      const files = `${formatCount(filesDone)} of ${formatCount(filesTotal)} files`;
      const bytes = `${formatBytes(bytesDone)} of ${formatBytes(bytesTotal)}`;
      writer.write(`Reading  ${files}, ${bytes}`, shareOf(bytesDone, bytesTotal));
    },
    uploading: ({ sent }, expected) => {
      if (!due(false)) return;
      const total = Math.max(sent, expected);
      const text = `Sending  ${formatCount(sent)} of ${formatCount(total)} events`;
      writer.write(text, shareOf(sent, total));
    },
    status: writer.status,
    done: writer.end,
  };
}

const barWidth = 24;

function barWriter({ stderr }: CommandIo): Writer {
  let isDrawn = false;
  const status = (text: string) => {
    stderr.write(`\r\u001b[K${text.slice(0, stderr.columns - 1)}`);
    isDrawn = true;
  };
  return {
    status,
    write: (text, share) => {
      const full = Math.round(share * barWidth);
      status(`${"█".repeat(full)}${"░".repeat(barWidth - full)}  ${text}`);
    },
    end: () => {
      if (isDrawn) stderr.write("\r\u001b[K");
      isDrawn = false;
    },
  };
}

const shareOf = (done: number, total: number) => (total > 0 ? Math.min(1, done / total) : 1);

/** True at most once in a while, and whenever it matters. */
function throttle(everyMs: number, since = -Infinity): (always: boolean) => boolean {
  let last = since;
  return (always) => {
    const now = performance.now();
    if (!always && now - last < everyMs) return false;
    last = now;
    return true;
  };
}
