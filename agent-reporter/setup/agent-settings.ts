import { existsSync } from "node:fs";
import path from "node:path";
import { homeFolder, rootFrom } from "../runtimes/plain/home-root.ts";
import type { CommandIo } from "../output/command-io.ts";
import {
  hasOwnStatusLine,
  type HookPlan,
  statusLineIn,
  withHooks,
  withStatusLine,
} from "./edit-json.ts";
import { withNotify } from "./edit-toml.ts";
import { shellCommand } from "./own-command.ts";
import { type FileChange, textOfFile } from "./settings-file.ts";
import type { SetupEntry } from "./setup-journal.ts";
import { claudeToolEvents, toolHooksQuestion } from "./tool-hooks.ts";

/** Something to put into an agent's settings. */
export type Offer = {
  kind: SetupEntry["kind"];
  runtime: string;
  file: string;
  flag: "hooks" | "statusline" | "toolHooks";
  question: string;
  /** The file as it would be; the same text where it is set up already. Throws where it is left alone. */
  change: () => FileChange;
  /** What would be replaced, as JSON; asked for apart. */
  replaces?: () => string | null;
};

type Places = Pick<CommandIo, "env" | "platform" | "program">;

/** Up to 2.1.100 one unknown event makes Claude Code ignore its settings: these are known to all versions. */
const claudeEvents = [
  "SessionStart",
  "UserPromptSubmit",
  "Notification",
  "Stop",
  "SubagentStop",
  "SessionEnd",
];
const codexEvents = ["SessionStart", "UserPromptSubmit", "Stop", "SessionEnd"];
const geminiEvents = ["SessionStart", "BeforeAgent", "Notification", "AfterAgent", "SessionEnd"];

/** What there is to set up for the agents that are on this machine. No event of a tool: those would be waited for. */
export function offersFor(io: Places): Offer[] {
  return [...claudeOffers(io), ...codexOffers(io), ...geminiOffers(io)];
}

/** Each folder of CLAUDE_CONFIG_DIR has settings of its own. */
function claudeSettings(io: Places): string[] {
  const named = io.env["CLAUDE_CONFIG_DIR"] || path.join(homeFolder(io.env), ".claude");
  const folders = named.split(",").map((folder) => path.resolve(folder.trim()));
  return folders.filter(existsSync).map((folder) => path.join(folder, "settings.json"));
}

/** Events of tools, for who asks for them. */
export function toolOffersFor(io: Places): Offer[] {
  const entry = hookEntry(io, claudeCode.runtime, { timeout: 5 });
  const plan = { events: claudeToolEvents, entry, matcher: "*" };
  return claudeSettings(io).map((file) => ({
    ...hooksOffer(file, claudeCode, plan),
    flag: "toolHooks",
    question: toolHooksQuestion(io),
  }));
}

function claudeOffers(io: Places): Offer[] {
  const entry = hookEntry(io, claudeCode.runtime, { timeout: 5 });
  const command = shellCommand(io.program, ["statusline"], io.platform);
  return claudeSettings(io).flatMap((file): Offer[] => {
    return [
      hooksOffer(file, claudeCode, { events: claudeEvents, entry }),
      {
        kind: "statusline",
        runtime: claudeCode.runtime,
        file,
        flag: "statusline",
        question: "Show costs in Claude Code's status line?",
        change: () => editOf(file, (text) => statusLineEdit(text, command)),
        replaces: () => othersStatusLine(textOfFile(file) ?? ""),
      },
    ];
  });
}

function statusLineEdit(text: string, command: string): string {
  const known = Object(statusLineIn(text));
  return known["command"] === command
    ? text
    : withStatusLine(
        text,
        hasOwnStatusLine(text) ? { ...known, command } : { type: "command", command },
      );
}

function othersStatusLine(text: string): string | null {
  const known = statusLineIn(text);
  return known === undefined || hasOwnStatusLine(text) ? null : JSON.stringify(known);
}

function codexOffers(io: Places): Offer[] {
  const { path: folder } = rootFrom(io.env, ["CODEX_HOME"], ".codex");
  if (!existsSync(folder)) return [];
  const { node, script } = io.program;
  const config = path.join(folder, "config.toml");
  const entry = hookEntry(io, codex.runtime, { timeout: 5 });
  return [
    {
      kind: "notify",
      runtime: codex.runtime,
      file: config,
      flag: "hooks",
      question: "Let Codex tell Stint when a turn is over (notify)?",
      change: () => editOf(config, (text) => withNotify(text, [node, script, "hook", "codex"])),
    },
    hooksOffer(path.join(folder, "hooks.json"), codex, { events: codexEvents, entry }),
  ];
}

function geminiOffers(io: Places): Offer[] {
  const { path: folder } = rootFrom(io.env, ["GEMINI_DATA_DIR"], ".gemini");
  if (!existsSync(folder)) return [];
  const entry = hookEntry(io, geminiCli.runtime, { name: "stint", timeout: 5_000 });
  const plan = { events: geminiEvents, entry, matcher: "*" };
  return [hooksOffer(path.join(folder, "settings.json"), geminiCli, plan)];
}

const hookEntry = (io: Places, runtime: string, more: Record<string, unknown>) => ({
  type: "command" as const,
  command: shellCommand(io.program, ["hook", runtime], io.platform),
  ...more,
});

type Agent = { runtime: string; name: string };
const claudeCode: Agent = { runtime: "claude-code", name: "Claude Code" };
const codex: Agent = { runtime: "codex", name: "Codex" };
const geminiCli: Agent = { runtime: "gemini-cli", name: "Gemini CLI" };

const hooksOffer = (file: string, { runtime, name }: Agent, plan: HookPlan): Offer => ({
  kind: "hooks",
  runtime,
  file,
  flag: "hooks",
  question: `Let ${name} tell Stint when sessions begin, wait and end (hooks)?`,
  change: () => editOf(file, (text) => withHooks(text, plan)),
});

function editOf(file: string, edit: (text: string) => string): FileChange {
  const before = textOfFile(file);
  const after = edit(before ?? "");
  return { file, before, after: after === "" ? before : after };
}
