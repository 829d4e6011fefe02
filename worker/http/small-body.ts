import { bodyLimit } from "hono/body-limit";
import { AppError } from "#worker/errors.ts";

const maxSize = 256 * 1024;

/** Refuses bodies over 256 KiB before they are read. Uploads have a limit of their own. */
export const smallBody = bodyLimit({
  maxSize,
  onError: () => {
    throw new AppError("too_large", `A body is at most ${maxSize} bytes here.`);
  },
});
