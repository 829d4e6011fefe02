import { type JSONPath, parse, type ParseError } from "jsonc-parser";
import { fieldOf } from "../config/state-file.ts";
import { failed } from "../output/command-error.ts";
import { insert, set } from "./edit-text.ts";
import { isOwnHook, isOwnStatusLine } from "./own-command.ts";

/* Agents' settings are JSON that people edit: comments, order, indentation and what we do not know stay as they are. */

/** One entry of an agent's hooks, as it is written. */
export type HookEntry = { type: "command"; command: string } & Record<string, unknown>;

/** Which events run which command. */
export type HookPlan = { events: string[]; entry: HookEntry; matcher?: string };

/** The text as JSON. Throws where it is none: such a file is left alone. */
export function settingsIn(text: string): Record<string, unknown> {
  if (text.trim() === "") return {};
  const errors: ParseError[] = [];
  const body = text.replace("\uFEFF", "");
  const value: unknown = parse(body, errors, { allowTrailingComma: true });
  if (errors.length > 0 || typeof value !== "object" || value === null || Array.isArray(value)) {
    throw failed("It is not JSON that can be understood, and was left alone.");
  }
  return value as Record<string, unknown>;
}

/** Adds the entry to each event that does not have it, after what is there; an older one of ours becomes this one. */
export function withHooks(text: string, { events, entry, matcher }: HookPlan): string {
  let edited = text;
  for (const event of events) {
    const own = ownHooks(edited).filter((place) => place[1] === event);
    for (const place of own) edited = set(edited, [...place, "command"], entry.command);
    if (own.length > 0) continue;
    const group = { ...(matcher && { matcher }), hooks: [entry] };
    const list = fieldOf(settingsIn(edited)["hooks"], event);
    if (Array.isArray(list)) edited = insert(edited, ["hooks", event, list.length], group);
    else edited = set(edited, ["hooks", event], [group]);
  }
  return edited;
}

/** Takes our entries out, and what is empty without them. */
export function withoutHooks(text: string): string {
  let edited = text;
  for (let [place] = ownHooks(edited); place; [place] = ownHooks(edited)) {
    edited = set(edited, place, undefined);
    // The list of commands, the group, the event and the hooks, as far as they held nothing else.
    const [hooks, event, group] = place as [string, string, number];
    const containers: JSONPath[] = [[hooks, event, group, "hooks"], [hooks, event], [hooks]];
    for (const container of containers) edited = removeIfEmpty(edited, container);
  }
  return edited;
}

function removeIfEmpty(text: string, place: JSONPath): string {
  const value = valueAt(text, place);
  const isEmpty = typeof value === "object" && value !== null && Object.keys(value).length === 0;
  // A group without commands does nothing: it goes as a whole.
  return isEmpty ? set(text, place.length === 4 ? place.slice(0, 3) : place, undefined) : text;
}

/** Where our commands stand: `hooks`, event, group, `hooks`, number. */
function ownHooks(text: string): JSONPath[] {
  const byEvent = Object.entries(Object(settingsIn(text)["hooks"]));
  return byEvent.flatMap(([event, groups]) =>
    entriesOf(groups).flatMap(([group, value]) =>
      entriesOf(fieldOf(value, "hooks"))
        .filter(([, hook]) => isOwnHook(fieldOf(hook, "command")))
        .map(([number]): JSONPath => ["hooks", event, group, "hooks", number]),
    ),
  );
}

const entriesOf = (value: unknown): [number, unknown][] =>
  Array.isArray(value) ? [...value.entries()] : [];

/** Events that run a command of ours. */
export const hookedEvents = (text: string): string[] =>
  ownHooks(text).map(([, event]) => String(event));

/** The commands of ours that are there. */
export const ownHookCommands = (text: string): string[] =>
  ownHooks(text).map((place) => String(fieldOf(valueAt(text, place), "command")));

export const statusLineIn = (text: string): unknown => settingsIn(text)["statusLine"];

export const hasOwnStatusLine = (text: string): boolean =>
  isOwnStatusLine(fieldOf(statusLineIn(text), "command"));

export const withStatusLine = (text: string, value: unknown): string =>
  set(text, ["statusLine"], value);

function valueAt(text: string, place: JSONPath): unknown {
  let value: unknown = settingsIn(text);
  for (const step of place) value = Object(value)[step];
  return value;
}
