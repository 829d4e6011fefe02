import { setTimeout as sleep } from "node:timers/promises";
import { type IngestItem, maxItemsPerUpload, maxUploadBytes } from "#contract/ingest.ts";
import type { ServerAccess } from "../config/server-access.ts";
import { reporterVersion } from "../config/version.ts";
import type { Acknowledgements } from "./acknowledgements.ts";
import { batchesOf, bodyOf, type Entry, EntryMaker, halvesOf } from "./batches.ts";
import { isUnknownKind, type Rejection, type Rejections } from "./rejections.ts";
import { retryDelayMs } from "./retry-delay.ts";
import { sendBatch, type SendOutcome } from "./send-batch.ts";

/** Why an upload ended before everything was sent. */
export type UploadProblem = {
  type: "not-reached" | "signed-out" | "refused";
  message: string;
  /** When the server wants to be asked again. */
  askedMs?: number;
};

export type UploadSums = {
  requests: number;
  /** Compressed. */
  bytes: number;
  accepted: number;
  duplicates: number;
  /** Pending items that now stand in a receipt. */
  sent: number;
};

export type UploadResult = UploadSums & {
  rejected: Rejection[];
  /** Kinds of items that wait for a newer server. */
  held: string[];
  problem?: UploadProblem;
};

export type UploadOptions = {
  access: ServerAccess;
  acknowledgements: Acknowledgements;
  rejections: Rejections;
  titles: boolean;
  /** Knows the runs of earlier uploads; a caller that uploads changes alone keeps one. */
  maker?: EntryMaker;
  skipped: () => { lines: number; files: number };
  /** How often one batch is tried before the upload ends as not reached. */
  attempts: number;
  /** Aborted: no new batch and no new try; what is under way is waited for. */
  signal?: AbortSignal;
  /** A longer wait than this ends the upload instead. */
  patienceMs?: number;
  timeoutMs?: number;
  uploadsAtOnce?: number;
  onProgress?: (sums: UploadSums) => void;
};

/** Uploads what is not acknowledged yet. An item counts as sent when a receipt names it, never before. */
export async function uploadItems(
  items: Iterable<IngestItem>,
  options: UploadOptions,
): Promise<UploadResult> {
  const upload = new Upload(options);
  const batches = batchesOf(pendingEntries(items, options), limits);
  const lanes = Array.from({ length: options.uploadsAtOnce ?? 3 }, () => upload.drain(batches));
  await Promise.all(lanes);
  return upload.result();
}

/** The bodies that an upload would send now. */
export function* pendingBodies(
  items: Iterable<IngestItem>,
  options: Pick<UploadOptions, "acknowledgements" | "rejections" | "titles" | "skipped">,
): Generator<string> {
  for (const batch of batchesOf(pendingEntries(items, options), limits)) {
    yield bodyOf(batch, reporterFacts(options.skipped()));
  }
}

/** The entries that no receipt covers. */
export function* pendingEntries(
  items: Iterable<IngestItem>,
  options: Pick<UploadOptions, "acknowledgements" | "rejections" | "titles" | "maker">,
): Generator<Entry> {
  const maker = options.maker ?? new EntryMaker(options.titles);
  for (const item of items) {
    const entry = maker.entryOf(item);
    if (options.acknowledgements.has(entry.mark) || options.rejections.has(entry)) continue;
    yield entry;
  }
}

const limits = { maxItems: maxItemsPerUpload, maxBytes: maxUploadBytes };

const reporterFacts = (skipped: { lines: number; files: number }) => ({
  version: reporterVersion,
  skippedLines: skipped.lines,
  skippedFiles: skipped.files,
});

class Upload {
  #options: UploadOptions;
  #sums: UploadSums = { requests: 0, bytes: 0, accepted: 0, duplicates: 0, sent: 0 };
  #rejected = new Map<string, Rejection>();
  #problem: UploadProblem | undefined;

  constructor(options: UploadOptions) {
    this.#options = options;
  }

  /** Takes batch after batch; several lanes share one source. */
  async drain(batches: Iterator<Entry[]>): Promise<void> {
    while (!this.#isOver()) {
      const next = batches.next();
      if (next.done) return;
      await this.#deliver(next.value);
    }
  }

  result(): UploadResult {
    const held = this.#options.rejections.held();
    const result = { ...this.#sums, rejected: [...this.#rejected.values()], held };
    return this.#problem ? { ...result, problem: this.#problem } : result;
  }

  #isOver(): boolean {
    return this.#problem !== undefined || this.#options.signal?.aborted === true;
  }

  async #deliver(batch: Entry[]): Promise<void> {
    const outcome = await this.#sendUntilAnswered(batch);
    switch (outcome.type) {
      case "received":
        this.#takeReceipt(batch, outcome);
        return;
      case "too-large":
        await this.#deliverHalves(batch);
        return;
      case "retry":
        this.#problem ??= { ...outcome, type: "not-reached" };
        return;
      case "signed-out":
      case "refused":
        this.#problem ??= outcome;
        return;
    }
  }

  async #sendUntilAnswered(batch: Entry[]): Promise<SendOutcome> {
    const { attempts, access, timeoutMs, patienceMs, signal, skipped } = this.#options;
    const body = bodyOf(batch, reporterFacts(skipped()));
    for (let attempt = 0; ; attempt++) {
      this.#sums.requests++;
      const outcome = await sendBatch(body, batch.length, {
        access,
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
      });
      if (outcome.type !== "retry" || attempt + 1 >= attempts || this.#isOver()) return outcome;

      const waitMs = retryDelayMs(attempt, Math.random(), outcome.askedMs);
      if (waitMs > (patienceMs ?? 120_000)) return outcome;
      await sleep(waitMs, undefined, signal ? { signal } : {}).catch(() => {});
      if (this.#isOver()) return outcome;
    }
  }

  async #deliverHalves(batch: Entry[]): Promise<void> {
    const halves = halvesOf(batch, limits);
    if (halves.length === 0) {
      const reason = { code: "too_large", message: "The server finds this item too large." };
      for (const entry of batch.slice(-1)) this.#reject(entry, reason);
    }
    for (const half of halves) if (!this.#isOver()) await this.#deliver(half);
  }

  #takeReceipt(batch: Entry[], { receipt, bytes }: SendOutcome & { type: "received" }): void {
    const { acknowledgements, rejections, onProgress } = this.#options;
    const refused = new Map(receipt.rejected.map((one) => [one.index, one]));
    const taken = batch.filter((_, index) => !refused.has(index));
    const pending = taken.filter(({ mark }) => !acknowledgements.has(mark));
    acknowledgements.add(pending.map(({ mark }) => mark));
    for (const entry of taken) rejections.delete(entry);
    for (const [index, reason] of refused) {
      const entry = batch[index];
      if (entry) this.#reject(entry, reason);
    }
    this.#sums.bytes += bytes;
    this.#sums.accepted += receipt.accepted;
    this.#sums.duplicates += receipt.duplicates;
    this.#sums.sent += pending.length;
    onProgress?.({ ...this.#sums });
  }

  #reject(entry: Entry, reason: { code: string; message: string }): void {
    if (isUnknownKind(reason)) {
      this.#options.rejections.hold(entry);
      return;
    }
    this.#options.rejections.add(entry, reason);
    const { code, message } = reason;
    this.#rejected.set(entry.name, { name: entry.name, code, message });
  }
}
