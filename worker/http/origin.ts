import type { Context } from "hono";
import { AppError } from "#worker/errors.ts";
import type { HttpEnv } from "./context.ts";

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Browsers send cookies with requests that other sites cause, so what a cookie authenticates and what changes
 * something (or opens a socket, for which there is no CORS) must come from our own pages, and as JSON.
 */
export function checkOrigin(c: Context<HttpEnv>, socket = false): void {
  if (safeMethods.has(c.req.method) && !socket) return;

  if (c.req.header("Origin") !== new URL(c.env.APP_URL).origin) {
    throw new AppError("foreign_origin", `This may only come from ${c.env.APP_URL}.`);
  }
  const contentType = c.req.header("Content-Type");
  if (contentType !== undefined && !/^application\/json\s*(;|$)/i.test(contentType)) {
    throw new AppError(
      "unsupported_media_type",
      "Send the body with Content-Type: application/json.",
    );
  }
}

export function checkUpgrade(c: Context<HttpEnv>): void {
  if (c.req.header("Upgrade")?.toLowerCase() === "websocket") return;
  throw new AppError("upgrade_required", "This path is a WebSocket; connect with an Upgrade.");
}
