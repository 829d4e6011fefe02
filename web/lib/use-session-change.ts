import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import type { SessionDetail } from "#contract/sessions.ts";
import { sessionQueries } from "#web/queries/sessions.ts";

/** Runs a change of a session, and shows what the server made of it at once, before the live message comes. */
export function useSessionChange<Input>(
  workspace: string,
  change: (input: Input) => Promise<SessionDetail>,
) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: (session) => takeChanged(client, workspace, session),
  });
}

const isOpen = ({ status }: SessionDetail) => status === "active" || status === "paused";

export function takeChanged(client: QueryClient, workspace: string, session: SessionDetail): void {
  const { queryKey } = sessionQueries.detail(workspace, session.id);
  client.setQueryData(queryKey, (known) =>
    known && known.revision > session.revision ? known : session,
  );
  client.setQueryData(sessionQueries.active(workspace).queryKey, (known) => {
    const others = known?.items.filter(({ id }) => id !== session.id) ?? [];
    return { items: isOpen(session) ? [session, ...others] : others };
  });
  void client.invalidateQueries({
    queryKey: sessionQueries.all(workspace),
    predicate: ({ queryKey: key }) => key[3] === "list" || key[3] === "stats",
  });
}
