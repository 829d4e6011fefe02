import { amp } from "./amp/adapter.ts";
import { claudeCode } from "./claude-code/adapter.ts";
import { cline, kiloCode, rooCode } from "./cline/adapter.ts";
import { codex } from "./codex/adapter.ts";
import { droid } from "./droid.ts";
import { copilotCli } from "./copilot-cli/adapter.ts";
import { geminiCli } from "./gemini-cli.ts";
import { goose } from "./goose/adapter.ts";
import { openCode } from "./opencode.ts";
import { kimi } from "./kimi/adapter.ts";
import { qwenCode } from "./qwen-code.ts";
import type { RuntimeAdapter } from "./runtime-adapter.ts";

/** Every runtime that can be read. The casts hold because an adapter only ever meets records that it made itself. */
export const runtimeAdapters: RuntimeAdapter[] = [
  claudeCode as RuntimeAdapter,
  codex as RuntimeAdapter,
  geminiCli as RuntimeAdapter,
  openCode as RuntimeAdapter,
  goose as RuntimeAdapter,
  amp as RuntimeAdapter,
  droid as RuntimeAdapter,
  cline as RuntimeAdapter,
  rooCode as RuntimeAdapter,
  kiloCode as RuntimeAdapter,
  copilotCli as RuntimeAdapter,
  qwenCode as RuntimeAdapter,
  kimi as RuntimeAdapter,
];
