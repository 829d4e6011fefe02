import { WebSocket as ReconnectingSocket } from "partysocket";

export type LiveStatus = "live" | "reconnecting";

/** The server closes with this where access ended: coming back would be refused again. */
const accessEnded = 4403;

type Handlers<Message> = {
  onMessage(message: Message): void;
  onStatus(status: LiveStatus): void;
};

/** A socket that comes back by itself; its path tells what messages come. Returns how to end it. */
export function openLiveSocket<Message>(
  path: string,
  { onMessage, onStatus }: Handlers<Message>,
): () => void {
  const url = new URL(path, location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  const socket = new ReconnectingSocket(url.href, [], {
    minReconnectionDelay: 400,
    maxReconnectionDelay: 10_000,
  });
  socket.addEventListener("open", () => onStatus("live"));
  socket.addEventListener("message", ({ data }) => onMessage(JSON.parse(String(data))));
  socket.addEventListener("close", ({ code }) => {
    onStatus("reconnecting");
    if (code === accessEnded) socket.close();
  });
  return () => socket.close();
}
