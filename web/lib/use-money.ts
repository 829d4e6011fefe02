import { createContext, useContext } from "react";
import type { Workspace } from "#contract/team.ts";
import { formatUsd, formatVibe } from "./format.ts";

/** What a workspace shows money in: VIBE where it is set, else dollars. */
export const MoneyUnit = createContext<Workspace["vibe"]>(undefined);

/** Writes nano-dollars as the workspace wants to read them. */
export function useMoney(): (nanoUsd: number) => string {
  const vibe = useContext(MoneyUnit);
  return vibe ? (nanoUsd) => formatVibe(nanoUsd, vibe.usdPerVibe) : formatUsd;
}
