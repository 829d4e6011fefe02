import { watcherHeaders } from "./stubs.ts";

/** Accepts a socket that may sleep with its object, tagged by who watches. */
export function acceptSocket(ctx: DurableObjectState, request: Request) {
  const { 0: client, 1: server } = new WebSocketPair();
  const tags = Object.entries(watcherHeaders).flatMap(([kind, header]) => {
    const id = request.headers.get(header);
    return id ? [`${kind}:${id}`] : [];
  });
  ctx.acceptWebSocket(server, tags);
  return { server, answer: new Response(null, { status: 101, webSocket: client }) };
}

/**
 * Sends a state, unless the socket was sent this or a newer one. What it was sent is kept with the socket, which may
 * outlive the object's memory. A socket on its way out must not fail whoever feeds it.
 */
export function sendNewer(socket: WebSocket, message: { revision: number }): void {
  if (socket.readyState !== WebSocket.OPEN) return;
  const sent: unknown = socket.deserializeAttachment();
  if (typeof sent === "number" && sent >= message.revision) return;
  socket.serializeAttachment(message.revision);
  socket.send(JSON.stringify(message));
}

/** Ends the sockets of somebody whose access ended. 4403 tells the app not to come back by itself. */
export function closeTagged(ctx: DurableObjectState, tag: string): void {
  for (const socket of ctx.getWebSockets(tag)) socket.close(4403, "access ended");
}
