import { expect } from "vitest";
import type { AMember, ApiClient } from "./people.ts";

/** Where a workspace's overview is watched. */
export const overviewOf = ({ workspace }: AMember) => `/api/live?workspace=${workspace.slug}`;

/** Opens a socket and keeps what it says. */
export async function watch<Message>(client: ApiClient, path: string) {
  const response = await client.connect(path);
  expect(response.status).toBe(101);
  const socket = response.webSocket;
  if (!socket) throw new Error("There is no socket.");

  const messages: Message[] = [];
  let pongs = 0;
  let wake: (() => void) | undefined;
  socket.addEventListener("message", ({ data }) => {
    if (data === "pong") pongs += 1;
    else messages.push(JSON.parse(String(data)));
    wake?.();
  });
  const closed = new Promise<number>((resolve) => {
    socket.addEventListener("close", ({ code }) => resolve(code));
  });
  socket.accept();

  const waitFor = async (isThere: () => boolean) => {
    while (!isThere()) await new Promise<void>((resolve) => (wake = resolve));
  };
  return {
    socket,
    closed,
    messages,
    /** The first message of which this holds, waiting for it if it did not come yet. */
    async until(holds: (message: Message) => boolean): Promise<Message> {
      await waitFor(() => messages.some(holds));
      const found = messages.find(holds);
      if (!found) throw new Error("It was there a moment ago.");
      return found;
    },
    /** Everything that was sent so far: messages keep their order, and the answer to a ping is one of them. */
    async sent(): Promise<Message[]> {
      const before = pongs;
      socket.send("ping");
      await waitFor(() => pongs > before);
      return messages;
    },
  };
}
