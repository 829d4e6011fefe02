import type { CommandIo } from "../output/command-io.ts";
import { counted, formatDuration } from "../output/format.ts";
import { heldText } from "../output/held-text.ts";
import { type ProgressMode, progressTeller } from "../output/progress.ts";
import type { FollowEvent } from "./follow-options.ts";

/** Tells a person or a log how the watching goes. */
export type StatusTeller = {
  on: (event: FollowEvent) => void;
  say: (message: string) => void;
  close: () => void;
};

const summaryEveryMs = 60_000;

/** On a terminal one line that is kept current, elsewhere a line when something changes and a summary a minute. */
export function tellStatus(io: CommandIo, mode: ProgressMode): StatusTeller {
  const status = new Status(io, mode);
  return {
    on: (event) => status.on(event),
    say: (message) => status.say(message),
    close: () => status.close(),
  };
}

class Status {
  #io: CommandIo;
  #mode: ProgressMode;
  #progress: ReturnType<typeof progressTeller>;
  /** Until the first upload ended, well or not: polls are not worth a line. */
  #isStarting = true;
  #isUp = false;
  #isDown = false;
  #sent = 0;
  #sentBefore = 0;
  #lastAt = 0;
  #summaryAt = performance.now();
  #troubles = new Set<string>();

  constructor(io: CommandIo, mode: ProgressMode) {
    this.#io = io;
    this.#mode = mode;
    this.#progress = progressTeller(io, mode);
  }

  on(event: FollowEvent): void {
    switch (event.type) {
      case "reading":
        if (this.#isStarting) this.#progress.reading(event.progress);
        return;
      case "uploading":
        if (this.#isStarting) this.#progress.uploading(event.sums, event.sums.sent);
        return;
      case "uploaded":
        this.#uploaded(event);
        return;
      case "waiting":
        this.#waiting(event);
        return;
      case "trouble":
        this.#once(event.message);
        return;
    }
  }

  say(message: string): void {
    this.#progress.done();
    if (this.#mode === "json") this.#json({ phase: "watch", message });
    else if (this.#mode !== "none") this.#io.stderr.write(`${message}\n`);
  }

  close(): void {
    this.#progress.done();
  }

  #uploaded({ result }: FollowEvent & { type: "uploaded" }): void {
    const { sent, rejected, held, problem } = result;
    this.#isStarting = false;
    this.#sent += sent;
    if (sent > 0) this.#lastAt = this.#io.now();
    if (rejected.length > 0) {
      this.#once(
        `The server refused ${counted(rejected.length, "item")}; \`stint doctor\` says why.`,
      );
    }
    if (held.length > 0) this.#once(heldText(held));
    if (problem) return;
    if (!this.#isUp) this.say(`Up to date (${counted(this.#sent, "item")} sent). Watching …`);
    else if (this.#isDown) this.say("The server answers again; all is sent.");
    this.#isUp = true;
    this.#isDown = false;
    this.#draw();
  }

  #waiting({ problem, waitMs }: FollowEvent & { type: "waiting" }): void {
    if (!this.#isDown) this.say(`Waiting: ${problem.message} Nothing is lost.`);
    this.#isDown = true;
    this.#progress.status(`Waiting for the server, next try in ${formatDuration(waitMs)}`);
  }

  #draw(): void {
    const last = this.#lastAt ? `, last ${new Date(this.#lastAt).toLocaleTimeString()}` : "";
    this.#progress.status(`Watching  ${counted(this.#sent, "item")} sent${last}`);
    if (this.#mode !== "lines") return;

    const now = performance.now();
    const news = this.#sent - this.#sentBefore;
    if (news === 0 || now - this.#summaryAt < summaryEveryMs) return;
    this.#summaryAt = now;
    this.#sentBefore = this.#sent;
    this.say(`Sent ${counted(news, "item")}.`);
  }

  /** The same trouble at every poll is said once. */
  #once(message: string): void {
    if (this.#troubles.has(message)) return;
    this.#troubles.add(message);
    this.say(message);
  }

  #json(line: object): void {
    this.#io.stderr.write(`${JSON.stringify(line)}\n`);
  }
}
