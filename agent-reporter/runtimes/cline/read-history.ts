import type { ToolOutcome } from "#contract/ingest.ts";
import { isObject, listOf, textOf, toolKeyOf } from "../json-values.ts";
import { idOf, timeOf } from "../plain/log-values.ts";
import { endTool } from "../plain/plain-calls.ts";
import type { PlainRecords } from "../plain/plain-records.ts";
import { restateTool } from "../plain/restate.ts";
import type { ModelAt } from "./read-task-facts.ts";
import { taskOf } from "./read-task.ts";

type Facts = Record<string, unknown>;

/** `api_conversation_history.json`: the conversation itself, of which the model's name and the tool calls are kept. */
export function readHistory(records: PlainRecords, messages: Facts[]): void {
  const models: ModelAt[] = [];
  for (const message of messages) {
    const at = timeOf(message["ts"]);
    if (at === null || message["role"] !== "user") continue;
    // All else may hold such words as content: a file that was read, for instance.
    const model = modelIn(blocksOf(message).findLast(({ type }) => type === "text")?.["text"]);
    // The environment is described after the request was noted.
    if (model !== null) models.push({ at, model, isUntil: true });
  }
  records.notes["models"] = models;
  readTools(records, messages, taskOf(records));
}

const blocksOf = ({ content }: Facts): Facts[] =>
  typeof content === "string"
    ? [{ type: "text", text: content }]
    : listOf(content).filter(isObject);

/** The model that an environment names, on a line of its own. */
function modelIn(text: unknown): string | null {
  if (typeof text !== "string" || !text.includes("<environment_details>")) return null;
  const environment = text.slice(text.lastIndexOf("<environment_details>"));
  return /^<model>([\w.:/@+-]{1,100})<\/model>$/m.exec(environment)?.[1] ?? null;
}

/** Calls and their answers, which are blocks of messages; older versions call by text, and name the tool in the answer. */
export function readTools(records: PlainRecords, messages: Facts[], run: string): void {
  let calledAt: number | null = null;
  for (const message of messages) {
    const at = timeOf(message["ts"]);
    if (at === null) continue;
    const blocks = blocksOf(message);
    if (message["role"] === "assistant") calledAt = at;
    else readTextAnswers(records, blocks, { run, at, calledAt: calledAt ?? at });
    for (const block of blocks) readBlock(records, block, { run, at });
  }
}

function readBlock(
  records: PlainRecords,
  block: Facts,
  { run, at }: { run: string; at: number },
): void {
  const [called, answered] = [idOf(block["id"]), idOf(block["tool_use_id"])];
  const name = textOf(block["name"]);
  if (block["type"] === "tool_use" && called !== null && name !== null)
    restateTool(records, {
      key: toolKeyOf(run, called),
      run,
      name,
      startedAt: at,
      input: block["input"],
    });
  if (block["type"] === "tool_result" && answered !== null)
    endTool(records, toolKeyOf(run, answered), {
      at,
      outcome: outcomeOf(block),
      said: saidIn(block),
    });
}

function readTextAnswers(
  records: PlainRecords,
  blocks: Facts[],
  { run, at, calledAt }: { run: string; at: number; calledAt: number },
): void {
  for (const { index, head, name, answer } of textAnswers(blocks)) {
    const key = `${run}:${at}:${index}`;
    const input = commandIn(head);
    restateTool(records, { key, run, name, startedAt: calledAt, input });
    endTool(records, key, { at, outcome: outcomeIn(answer, false), said: answer });
  }
}

/** `[read_file for 'a.ts'] Result:`, and what came of it in the same block or the next, which may look the same. */
function* textAnswers(blocks: Facts[]) {
  for (let index = 0; index < blocks.length; index++) {
    const text = textIn(blocks[index]);
    const [head, name] = /^\[([a-z_]{1,60})(?: for '[^\n]*)?\] Result:\s*/.exec(text) ?? [];
    if (head === undefined || name === undefined) continue;
    const isBeside = head.length === text.length;
    const answer = isBeside ? textIn(blocks[index + 1]) : text.slice(head.length);
    yield { index, head, name, answer };
    if (isBeside) index += 1;
  }
}

const textIn = ({ type, text }: Facts = {}) =>
  type === "text" && typeof text === "string" ? text : "";

/** `[execute_command for 'git status'] Result:` */
const commandIn = (head: string) => /^\[\S+ for '(.*)'\] Result:/.exec(head)?.[1] ?? null;

function saidIn({ content }: Facts): string {
  const [first] = listOf(content).filter(isObject);
  const text = typeof content === "string" ? content : first?.["text"];
  return typeof text === "string" ? text : "";
}

const outcomeOf = (block: Facts) => outcomeIn(saidIn(block), block["is_error"] === true);

function outcomeIn(answer: string, isError: boolean): ToolOutcome {
  const head = answer.slice(0, 300);
  if (/^(?:\{"status":"denied"|The user denied this operation)/.test(head)) return "rejected";
  const [said = ""] = head.split("\nOutput:");
  if (said.startsWith("Command executed") && /Exit code: [1-9]/.test(said)) return "failed";
  const failed = /^(?:\{"status":"error"|The tool execution failed|<error>|Error: )/;
  return isError || failed.test(head) ? "failed" : "ok";
}
