import { event, forkOf, item, meta, spawnedBy, tokens, turn, usage } from "./codex-lines.ts";
import { timeAt } from "./claude-lines.ts";
import type { Line } from "./log-folder.ts";
import { LogWriter, pick, prose, type Step, type Wish } from "./made-logs.ts";

export const codexKinds = [
  "response",
  "response",
  "record",
  "repeat",
  "turn",
  "reset",
  "fork",
  "agent",
  "tool",
  "archive",
  "thread",
  "noise",
] as const;

type CodexKind = (typeof codexKinds)[number];

type Thread = {
  id: string;
  file: string;
  lines: Line[];
  total: [input: number, output: number];
  isClosed: boolean;
};

/** The logs of a machine on which these things happened, one after the other. */
export function madeCodexLogs(wishes: Wish<CodexKind>[]): Step[] {
  return madeCodexMachine(wishes).writer.steps;
}

export function madeCodexMachine(wishes: Wish<CodexKind>[]): CodexMachine {
  const machine = new CodexMachine();
  for (const wish of wishes) machine.grant(wish);
  return machine;
}

class CodexMachine {
  readonly writer = new LogWriter();
  /** Input of all responses, each once. */
  spent = 0;
  #threads: Thread[] = [];
  #count = 0;

  constructor() {
    this.#begin({}, []);
  }

  grant({ kind, who, size }: Wish<CodexKind>): void {
    const open = this.#threads.filter((thread) => !thread.isClosed);
    const thread = open.length > 0 ? pick(open, who) : this.#begin({}, []);
    this.#deeds[kind](thread, size);
  }

  readonly #deeds: Record<CodexKind, (thread: Thread, size: number) => void> = {
    response: (thread, size) => this.#respond(thread, size),
    record: (thread, size) => this.#record(thread, size),
    repeat: (thread, size) => this.#repeat(thread, size),
    turn: (thread, size) => this.#turn(thread, size % 2 ? "gpt-5.5" : null),
    reset: (thread) => void (thread.total = [0, 0]),
    fork: (thread) => {
      this.#begin(forkOf(thread.id), thread.lines).total = thread.total;
    },
    agent: (thread) => void this.#begin(spawnedBy(thread.id, "explorer"), []),
    tool: (thread, size) => this.#tool(thread, size),
    archive: (thread) => this.#archive(thread),
    thread: () => void this.#begin({}, []),
    noise: (thread, size) => this.writer.text(thread.file, pick(noise, size)),
  };

  /** The counter is told again, or that there is none yet. */
  #repeat(thread: Thread, size: number): void {
    const at = this.writer.now();
    const isNew = thread.total[0] === 0;
    const none = event("token_count", at, { info: null });
    this.#say(thread, isNew ? none : tokens(at, thread.total, [size, 1]));
  }

  #turn(thread: Thread, model: string | null): void {
    const at = this.writer.now();
    this.#say(thread, turn(`t${at}`, at, model));
  }

  /** A fork replays its parent's lines with new times. */
  #begin(facts: Line, replayed: Line[]): Thread {
    const number = this.#threads.length;
    const id = `${(number * 7) % 10}-${number}`;
    const file = `sessions/2026/06/01/rollout-${id}.jsonl`;
    const thread: Thread = { id, file, lines: [], total: [0, 0], isClosed: false };
    this.#threads.push(thread);
    this.writer.line(file, meta(id, this.writer.now(), facts));
    for (const line of replayed)
      this.#say(thread, { ...line, timestamp: timeAt(this.writer.now()) });
    this.#turn(thread, "gpt-5.5");
    return thread;
  }

  #say(thread: Thread, line: Line): void {
    thread.lines.push(line);
    this.writer.line(thread.file, line);
  }

  #respond(thread: Thread, size: number): void {
    const [input, output] = thread.total;
    thread.total = [input + 10 + size, output + 1];
    this.spent += 10 + size;
    const last: [number, number] = [10 + size, 1];
    this.#say(thread, tokens(this.writer.now(), thread.total, size % 4 ? last : null));
  }

  #record(thread: Thread, size: number): void {
    const [input, output] = thread.total;
    thread.total = [input + 10 + size, output + 1];
    this.spent += 10 + size;
    const payload = {
      response_id: `r${++this.#count}`,
      usage: usage([10 + size, 1]),
      thread_token_usage: usage(thread.total),
    };
    this.#say(thread, {
      type: "token_usage_record",
      timestamp: timeAt(this.writer.now()),
      payload,
    });
    this.#say(thread, tokens(this.writer.now(), thread.total, [10 + size, 1]));
  }

  #tool(thread: Thread, size: number): void {
    const id = { call_id: `c${++this.#count}` };
    const facts = { ...id, name: "exec_command", arguments: prose(size) };
    this.#say(thread, item("function_call", this.writer.now(), facts));
    if (size % 3 === 0)
      this.#say(thread, event("exec_command_end", this.writer.now(), { ...id, exit_code: 1 }));
    if (size % 2) {
      const output = { ...id, output: `Exit code: ${size % 4}\nOutput:\n${prose(size)}` };
      this.#say(thread, item("function_call_output", this.writer.now(), output));
    }
  }

  #archive(thread: Thread): void {
    this.writer.move(thread.file, `archived_sessions/rollout-${thread.id}.jsonl`);
    thread.isClosed = true;
  }
}

const noise = ['{"token_count": not json\n', "\n", '{"type":"event_msg"}\r\n', "\0\0\n"];
