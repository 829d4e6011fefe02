import type { OpenedLogs } from "../commands/open-logs.ts";
import { keyHash, shortHash } from "../library/file-digest.ts";
import { type PlacedUsage, placesOf } from "./add-up.ts";

/** All responses of opened logs. */
export const usageOf = ({ library }: OpenedLogs): Iterable<PlacedUsage> =>
  placesOf(library.items());

export const skippedIn = ({ library }: OpenedLogs) => library.skippedByFile();

export const shortKeyOf = ({ item }: PlacedUsage): number => shortHash(keyHash(item.key));
