import { assistant, costState, echo, timeAt, toolResult } from "./claude-lines.ts";
import type { Line } from "./log-folder.ts";
import { LogWriter, pick, prose, type Step, type Wish } from "./made-logs.ts";

export const claudeKinds = [
  "message",
  "message",
  "tool",
  "agent",
  "fork",
  "unsaid fork",
  "totals",
  "echo",
  "title",
  "noise",
] as const;

type Totals = Record<string, number>;

type Session = {
  name: string;
  /** Lines that a fork copies. */
  lines: Line[];
  totals: Totals;
  /** As the last cost-state of its file told. */
  saved: Totals;
  /** Whether it has answered since it began or had ended. */
  isAwake: boolean;
  agents: string[];
  /** Input that stands on no line: spent by now, and as far as the totals told of it. */
  beside: number;
  toldBeside: number;
};

const nothing: Totals = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadInputTokens: 0,
  cacheCreationEphemeral5mInputTokens: 0,
  cacheCreationEphemeral1hInputTokens: 0,
};

/** The logs of a machine on which these things happened, one after the other. */
export function madeClaudeLogs(wishes: Wish<(typeof claudeKinds)[number]>[]): Step[] {
  return madeClaudeMachine(wishes).writer.steps;
}

export function madeClaudeMachine(wishes: Wish<(typeof claudeKinds)[number]>[]): ClaudeMachine {
  const machine = new ClaudeMachine();
  for (const wish of wishes) machine.grant(wish);
  return machine;
}

class ClaudeMachine {
  readonly writer = new LogWriter();
  /** Input of all answers, each once. */
  onLines = 0;
  #sessions: Session[] = [];
  #count = 0;

  constructor() {
    this.#begin([], nothing);
  }

  /** What each session's totals tell beyond its lines. */
  beside(): Record<string, number> {
    const told = this.#sessions.filter((session) => session.toldBeside > 0);
    return Object.fromEntries(told.map((session) => [session.name, session.toldBeside]));
  }

  grant({ kind, who, size }: Wish<(typeof claudeKinds)[number]>): void {
    const session = pick(this.#sessions, who);
    const file = fileOf(session.name);
    if (kind === "message" || kind === "tool") this.#answer(session, size, kind === "tool");
    else if (kind === "agent") this.#agent(session, size);
    else if (kind === "fork") this.#fork(session, size, session.name);
    else if (kind === "unsaid fork") this.#fork(session, size);
    else if (kind === "totals") this.#tellTotals(session, size);
    else if (kind === "echo") this.#echo(session, size);
    else if (kind === "title") this.writer.line(file, { type: "ai-title", aiTitle: prose(size) });
    else this.writer.text(file, pick(noise, size));
  }

  /** There is nothing to fork before the first answer, and one forks to ask something. */
  #fork(session: Session, size: number, said?: string): void {
    if (session.lines.length === 0) return;
    this.#begin(session.lines, session.saved, said);
    this.#answer(pick(this.#sessions, this.#sessions.length - 1), size, false);
  }

  #begin(lines: Line[], totals: Totals, parent?: string): void {
    const name = `s${(this.#sessions.length * 7) % 10}-${this.#sessions.length}`;
    const copies = lines.map((line) => ({
      ...line,
      sessionId: name,
      ...(parent && line["type"] === "assistant" && { requestSessionId: parent }),
      ...(line["requestSessionId"] ? { requestSessionId: line["requestSessionId"] } : {}),
    }));
    this.#sessions.push({
      name,
      lines: copies,
      totals,
      saved: nothing,
      isAwake: false,
      agents: [],
      beside: 0,
      toldBeside: 0,
    });
    for (const line of copies) this.writer.line(fileOf(name), line);
  }

  /** Some messages stand on several lines, of which only the last has all of the output. */
  #answer(session: Session, size: number, hasTool: boolean): void {
    const id = `${++this.#count}`;
    const usage = { input_tokens: size, output_tokens: size * 2, cache_read_input_tokens: 5 };
    const content = [{ type: "text", text: prose(size) }];
    for (let rest = size % 3; rest >= 0; rest--) {
      const isLast = rest === 0;
      const tool = { type: "tool_use", id: `t${id}`, name: "Bash", input: {} };
      const message = {
        content: isLast && hasTool ? [...content, tool] : content,
        stop_reason: isLast && size % 5 ? "end_turn" : null,
      };
      const counted = isLast ? usage : { ...usage, output_tokens: 1 };
      this.#say(session, assistant(id, this.writer.now(), { message, usage: counted }));
    }
    if (hasTool && size % 4)
      this.#say(session, toolResult(`t${id}`, this.writer.now(), { is_error: size % 2 === 0 }));
    session.totals = spent(session.totals, usage);
    session.isAwake = true;
    this.onLines += size;
  }

  #say(session: Session, line: Line): void {
    const own = { ...line, sessionId: session.name };
    session.lines.push(own);
    this.writer.line(fileOf(session.name), own);
  }

  #agent(session: Session, size: number): void {
    const agent = size % 2 ? (session.agents[0] ?? "a0") : `a${session.agents.length}`;
    session.agents.push(agent);
    const line = this.#agentLine(session, size);
    this.writer.line(fileOf(`${session.name}/subagents/agent-${agent}`), line);
  }

  /** What a sub-agent says is repeated in its session, and at times nowhere else. */
  #echo(session: Session, size: number): void {
    const line = this.#agentLine(session, size);
    const { message, ...rest } = line;
    const partial = { ...(message as Line), stop_reason: null };
    const repeated = echo({ ...rest, message: partial }, this.writer.now());
    this.writer.line(fileOf(session.name), repeated);
    if (size % 2) this.writer.line(fileOf(`${session.name}/subagents/agent-e`), line);
  }

  /** A session that had ended speaks before its sub-agents do. */
  #agentLine(session: Session, size: number): Line {
    if (!session.isAwake) this.#answer(session, size, false);
    const id = `${++this.#count}`;
    const usage = { input_tokens: size, output_tokens: 3 };
    session.totals = spent(session.totals, usage);
    this.onLines += size;
    const line = { isSidechain: true, sessionId: session.name };
    return assistant(id, this.writer.now(), { usage, line });
  }

  /** The client's own totals, with what a title or a compaction has used beside the lines. */
  #tellTotals(session: Session, size: number): void {
    const beside = { input_tokens: size % 3 ? size : 0, cache_creation_input_tokens: 0 };
    session.totals = spent(session.totals, { ...beside, cache_read_input_tokens: 0 });
    session.saved = session.totals;
    session.isAwake = false;
    session.beside += beside.input_tokens;
    session.toldBeside = session.beside;
    this.writer.line(fileOf(session.name), {
      type: "user",
      timestamp: timeAt(this.writer.now()),
      sessionId: session.name,
      cwd: "/srv/work/shop",
      message: {},
    });
    this.writer.line(fileOf(session.name), costState(session.totals));
  }
}

const fileOf = (name: string) => `projects/p/${name}.jsonl`;

/** What a line of `assistant` comes to, where it does not say otherwise. */
const spent = (totals: Totals, usage: Line): Totals => {
  const of = (name: string, otherwise: number) => Number(usage[name] ?? otherwise);
  const add = (name: string, count: number) => (totals[name] ?? 0) + count;
  return {
    inputTokens: add("inputTokens", of("input_tokens", 100)),
    outputTokens: add("outputTokens", of("output_tokens", 0)),
    cacheReadInputTokens: add("cacheReadInputTokens", of("cache_read_input_tokens", 1_000)),
    cacheCreationEphemeral5mInputTokens: add(
      "cacheCreationEphemeral5mInputTokens",
      of("cache_creation_input_tokens", 200),
    ),
    cacheCreationEphemeral1hInputTokens: 0,
  };
};

const noise = [
  '{"usage": not json\n',
  "\n",
  '{"type":"queue-operation"}\n',
  '{"type":"user","usage":"項"}\r\n',
  "\0\0\n",
];
