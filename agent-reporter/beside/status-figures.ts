import { existsSync } from "node:fs";
import path from "node:path";
import type { RateCard } from "#contract/price-rule.ts";
import { fieldOf, readStateFile, writeStateFile } from "../config/state-file.ts";

/** Dollars, and whether they are all: prices that are not known, output counts that are not final. */
export type Sum = { nanoUsd: number; unpriced: number; lowerBound: number };

/** What a session of Claude Code came to, and how long its logs were then: what is behind that is new. */
export type SessionFigures = Sum & {
  /** Bytes by file: the session's own is ``, sub-agents' are named below the session's folder. */
  sizes: Record<string, number>;
};

/**
 * What all logs came to when they were last added up, kept small for the status line, which has no time to read them.
 * Made by the same adding as `stint costs`.
 */
export type StatusFigures = {
  version: number;
  /** Of the looking at the logs, Unix milliseconds: what they say of later times may be missing. */
  madeAt: number;
  /** The day that `today` is of, in Unix milliseconds; the end is not included. */
  day: { from: number; to: number };
  today: Sum;
  /** Sessions of Claude Code that went on lately. */
  sessions: Record<string, SessionFigures>;
  /** Sessions whose logs grew while they were added up, or lie in two places: nobody knows what is in the sum. */
  unsettled: string[];
  /** Prices of a token; null where a model has none. */
  cards: Record<string, RateCard | null>;
};

/** Raised whenever the meaning of what is kept changes. */
export const figuresVersion = 1;

export const figuresFile = (folder: string) => path.join(folder, "statusline.json");

/** Whether somebody looks at them: they are there from the first status line on, or since one was set up. */
export const areFiguresWanted = (folder: string): boolean => existsSync(figuresFile(folder));

/** From now on whoever adds up keeps figures for the status line. */
export function expectFigures(folder: string): void {
  if (!areFiguresWanted(folder)) writeStateFile(figuresFile(folder), "{}");
}

/** Undefined where there are none, or of another version. */
export function readFigures(folder: string): StatusFigures | undefined {
  const kept = readStateFile(figuresFile(folder));
  // Written whole or not at all, by the version that is asked for here.
  return fieldOf(kept, "version") === figuresVersion ? (kept as StatusFigures) : undefined;
}
