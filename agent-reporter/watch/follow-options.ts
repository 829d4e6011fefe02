import type { IngestItem } from "#contract/ingest.ts";
import type { ServerAccess } from "../config/server-access.ts";
import type { Library, Progress } from "../library/library-types.ts";
import type { Acknowledgements } from "../upload/acknowledgements.ts";
import type { Rejections } from "../upload/rejections.ts";
import type { UploadProblem, UploadResult, UploadSums } from "../upload/upload-items.ts";

export type FollowOptions = {
  access: ServerAccess;
  library: Library;
  titles: boolean;
  acknowledgements: Acknowledgements;
  rejections: Rejections;
  platform: string;
  /** Writes cursors and what else was learned. */
  save: () => Promise<void>;
  /** Called now and then; a reason ends the following. */
  mustEnd: () => "lost-lock" | "other-login" | undefined;
  on: (event: FollowEvent) => void;
  /** Told of all that is read. */
  onItems?: (items: IngestItem[]) => void;
  /** Calls back whenever all logs, or what else has changed, are to be looked at; answers how to stop that. */
  listen?: (wake: () => void, look: () => void) => () => void;
  signal: AbortSignal;
};

export type FollowEvent =
  | { type: "reading"; progress: Progress }
  | { type: "uploading"; sums: UploadSums }
  | { type: "uploaded"; result: UploadResult }
  | { type: "waiting"; problem: UploadProblem; waitMs: number }
  | { type: "trouble"; message: string };

export type FollowEnd = "stopped" | "signed-out" | "lost-lock" | "other-login";
