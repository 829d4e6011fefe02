import {
  content,
  fileWord,
  named,
  noSuchFile,
  planted,
  shellLines,
} from "#test/support/planted-content.ts";
import { counted, listed } from "./amp-threads.ts";
import { blocks } from "./failing-words.ts";
import type { Line } from "./log-folder.ts";
import { answer, call, counts, request, say, second } from "./task-logs.ts";

/* Documents as agents write them whole, with content in each place where theirs can stand. */

/** Files by their path below the root that a variable names. */
export type PlantedFiles = { variable: string; files: Record<string, unknown> };

const ampCall = (at: number, name: string, input: Line) => [
  counted(at, {}, { content: [{ type: "tool_use", id: `a${at}`, name, input }], text: content }),
];

const ampTold = (at: number, run: Line) => ({
  role: "user",
  content: [{ type: "tool_result", toolUseID: `a${at}`, run }],
  fileMentions: { files: [{ uri: `file:///srv/${content}`, content }] },
});

const ampThread = (cwd: string): Line => ({
  v: 3,
  id: "T-a",
  created: second(0),
  title: named,
  draft: content,
  summaries: [{ type: "summary", summary: content }],
  env: {
    initial: {
      trees: [
        {
          displayName: content,
          uri: `file://${cwd}`,
          repository: { type: "git", url: content, ref: `refs/heads/${named}`, sha: content },
        },
      ],
      platform: { os: "linux", clientVersion: "0.0.1", path: content },
      tags: [content],
    },
  },
  messages: [
    { role: "user", messageId: 0, content: blocks(content) },
    ...shellLines.flatMap((command, nth) => [
      ...ampCall(nth + 1, "Bash", { command, cwd }),
      ampTold(nth + 1, { status: "done", result: { output: content, exitCode: nth % 2 } }),
    ]),
    ...ampCall(7, "edit_file", { path: content, old_str: content, new_str: content }),
    ampTold(7, {
      status: "error",
      error: { message: noSuchFile, stack: content },
      trackFiles: [content],
    }),
    ...ampCall(8, "Read", { path: `${cwd}/${content}` }),
    ampTold(8, { status: "rejected-by-user", reason: content, progress: { diff: content } }),
  ],
  usageLedger: { events: [listed("e1", { input: 4, output: 2 }, { toMessageId: 1, credits: 1 })] },
});

export const plantedAmp = (cwd: string): PlantedFiles => ({
  variable: "AMP_DATA_DIR",
  files: { "threads/T-a.json": planted(ampThread(cwd)) },
});

/** An agent's own word on a tool that it used, as text in a text. */
const toolSaid = JSON.stringify({
  tool: "editedExistingFile",
  path: content,
  diff: content,
  content,
});

const uiMessages = [
  say(0, "task", content),
  say(1, "text", content),
  say(2, "reasoning", content),
  { ...request(3), text: JSON.stringify(planted(counts({ request: content }))) },
  say(4, "tool", toolSaid),
  { ...say(5, "", toolSaid), type: "ask", ask: "tool", images: [content] },
  { ...say(6, "", shellLines[0]), type: "ask", ask: "command" },
  say(7, "command_output", content),
  say(8, "user_feedback", content),
  say(9, "user_feedback_diff", toolSaid),
  say(10, "api_req_retry_delayed", `429 ${content}`),
  { ...say(11, "", `503 ${content}`), type: "ask", ask: "api_req_failed" },
  { ...say(12, "condense_context", content), contextCondense: { summary: content, cost: 0.1 } },
  say(13, "subagent_usage", planted(counts({ source: content }))),
  say(14, "deleted_api_reqs", planted(counts({ tokensIn: 9_000 }))),
  say(15, "error", content),
  say(16, "completion_result", content),
];

const read = "[read_file for '/srv/CANARY/x'] Result:";

const history = [
  { role: "user", ts: second(1), content: blocks(`<task>${content}</task>`) },
  ...shellLines.flatMap((command, nth) => [
    call(nth + 2, { id: `c${nth}`, name: "execute_command", input: { command, cwd: content } }),
    answer(nth + 3, {
      tool_use_id: `c${nth}`,
      content: `Command executed in.\nExit code: ${nth % 2}\nOutput:\n${content}`,
    }),
  ]),
  call(8, { id: "d", name: "replace_in_file", input: { path: content, diff: content } }),
  answer(9, { tool_use_id: "d", content: `<error>${noSuchFile}` }),
  // A file that was read may look like anything.
  {
    role: "user",
    ts: second(10),
    content: [
      { type: "text", text: read },
      { type: "text", text: `[${fileWord}] Result:\nx` },
      { type: "text", text: `<environment_details>\n<model>${content}</model>` },
      { type: "text", text: `<environment_details>\n# Open tabs\n${content}\n` },
    ],
  },
];

const task = (cwd: string): Record<string, unknown> => ({
  ui_messages: uiMessages,
  api_conversation_history: history,
  task_metadata: {
    files_in_context: [{ path: content, record_state: content }],
    environment_history: [{ cline_version: "3.1.0", os_name: content, host_name: content }],
  },
  history_item: {
    id: "t",
    ts: second(1),
    task: content,
    workspace: cwd,
    shadowGitConfigWorkTree: content,
  },
});

const storage = (extension: string) => `Code/User/globalStorage/${extension}`;

/** The extensions' storages, below the folder of editors' settings. */
export function plantedExtensions(cwd: string): PlantedFiles {
  const files: Record<string, unknown> = {};
  for (const extension of [
    "saoudrizwan.claude-dev",
    "rooveterinaryinc.roo-cline",
    "kilocode.kilo-code",
  ]) {
    for (const [name, document] of Object.entries(task(cwd)))
      files[`${storage(extension)}/tasks/t/${name}.json`] = planted(document);
    files[`${storage(extension)}/tasks/_index.json`] = planted({
      entries: [{ id: "sub", parentTaskId: "t", mode: "code", task: content, workspace: cwd }],
    });
    files[`${storage(extension)}/settings/mcp_settings.json`] = { env: { KEY: content } };
  }
  files[`${storage("saoudrizwan.claude-dev")}/state/taskHistory.json`] = planted([
    { id: "t", task: content, cwdOnTaskInitialization: cwd },
  ]);
  return { variable: "XDG_CONFIG_HOME", files };
}

const programAnswer = (at: number, block: Line): Line => ({
  id: `m${at}`,
  role: "assistant",
  ts: second(at),
  content: [{ type: "thinking", thinking: content }, ...blocks(content), block],
  modelInfo: { id: "m1", provider: "p" },
  metrics: { inputTokens: 100, outputTokens: 5, cost: 0.25 },
});

/** Cline's own program. */
export const plantedProgram = (cwd: string): PlantedFiles => ({
  variable: "CLINE_DATA_DIR",
  files: {
    "sessions/s/s.json": planted({
      session_id: "s",
      started_at: new Date(second(0)).toISOString(),
      ended_at: new Date(second(60)).toISOString(),
      cwd,
      workspace_root: cwd,
      model: "m0",
      metadata: { title: named, usage: { inputTokens: 300, outputTokens: 9 } },
    }),
    "sessions/s/s.messages.json": planted({
      sessionId: "s",
      system_prompt: content,
      messages: [
        { role: "user", ts: second(0), content },
        ...shellLines.map((command, nth) =>
          programAnswer(nth + 1, {
            type: "tool_use",
            id: `p${nth}`,
            name: "execute_command",
            input: { command },
          }),
        ),
        answer(9, { tool_use_id: "p0", is_error: true, content: noSuchFile }),
      ],
    }),
  },
});
