import { isObject, listOf, objectOf } from "../json-values.ts";
import { CompletingResolver } from "../plain/completing-resolver.ts";
import { newPlainRecords, type PlainRecords } from "../plain/plain-records.ts";
import { PlainResolver } from "../plain/plain-resolver.ts";
import type { RuntimeAdapter } from "../runtime-adapter.ts";
import { completed } from "./complete.ts";
import { readHistory } from "./read-history.ts";
import { readManifest, readMessages } from "./read-session.ts";
import { readItems, readMetadata } from "./read-task-facts.ts";
import { readTask } from "./read-task.ts";
import { type Product, rootsOf } from "./roots.ts";

/**
 * Cline and its forks: a folder for each task in the extension's storage, whose files are written whole each time.
 * `ui_messages.json` counts, the others know the model, the tool calls, the folder and the parent. Cline's command line
 * program has sessions of another form.
 */
function taskAdapter(product: Product): RuntimeAdapter<PlainRecords> {
  const { runtime } = product;
  return {
    runtime,
    roots: (env) => rootsOf(product, env),
    isTranscript: (relative) => kindOf(relative) !== null,
    formOf: () => "document",
    newRecords: (relative) => newPlainRecords(relative),
    // What has an id stays; the rest is told anew.
    restart: () => {},
    mightMatter: () => true,
    readObject: () => {},
    readDocument(records, document, fallbackAt) {
      const read = readers[kindOf(records.relative) ?? "history"];
      read(records, document, { product, fallbackAt });
    },
    holdsUsage: (records) => records.usage.size > 0,
    directoriesOf: ({ runs }) =>
      [...runs.values()].flatMap(({ cwd }) => (cwd === null ? [] : [cwd])),
    newResolver: (options) =>
      new CompletingResolver(new PlainResolver(runtime, options), {
        groupOf: ({ relative }) => groupOf(relative),
        complete: completed,
      }),
  };
}

export const cline = taskAdapter({
  runtime: "cline",
  extensions: ["saoudrizwan.claude-dev", "saoudrizwan.cline-nightly"],
  hasProgram: true,
  isInclusive: false,
});

export const rooCode = taskAdapter({
  runtime: "roo-code",
  extensions: ["rooveterinaryinc.roo-cline", "rooveterinaryinc.roo-code-nightly"],
  hasProgram: false,
  isInclusive: true,
});

export const kiloCode = taskAdapter({
  runtime: "kilo-code",
  extensions: ["kilocode.kilo-code"],
  hasProgram: false,
  isInclusive: true,
});

type Asked = { product: Product; fallbackAt: number };

const readers = {
  task: (records: PlainRecords, document: unknown, { product }: Asked) =>
    readTask(records, listOf(document), product),
  metadata: (records: PlainRecords, document: unknown) => readMetadata(records, objectOf(document)),
  history: (records: PlainRecords, document: unknown) =>
    readHistory(records, listOf(document).filter(isObject)),
  item: (records: PlainRecords, document: unknown) => readItems(records, [document]),
  items: (records: PlainRecords, document: unknown) =>
    readItems(records, [...listOf(document), ...listOf(objectOf(document)["entries"])]),
  messages: (records: PlainRecords, document: unknown, { fallbackAt }: Asked) =>
    readMessages(records, objectOf(document), fallbackAt),
  manifest: (records: PlainRecords, document: unknown) => readManifest(records, objectOf(document)),
};

const kinds: [RegExp, keyof typeof readers][] = [
  [/^tasks\/[^/]+\/ui_messages\.json$/, "task"],
  [/^tasks\/[^/]+\/task_metadata\.json$/, "metadata"],
  [/^tasks\/[^/]+\/api_conversation_history\.json$/, "history"],
  [/^tasks\/[^/]+\/history_item\.json$/, "item"],
  [/^(?:state\/taskHistory|tasks\/_index)\.json$/, "items"],
  [/^sessions\/(?:[^/]+\/)+[^/]+\.messages\.json$/, "messages"],
  [/^sessions\/(?:[^/]+\/)+[^/.]+\.json$/, "manifest"],
];

const kindOf = (relative: string) => kinds.find(([form]) => form.test(relative))?.[1] ?? null;

/** A task's folder, or a session's name; the lists of all tasks stand alone. */
function groupOf(relative: string): string {
  const [task] = /^tasks\/[^/]+(?=\/)/.exec(relative) ?? [];
  return task ?? relative.replace(/(?:\.messages)?\.json$/, "");
}
