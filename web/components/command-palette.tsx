import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Command } from "cmdk";
import { Dialog } from "radix-ui";
import { useDeferredValue, useState } from "react";
import type { Me } from "#contract/team.ts";
import { chooseTheme } from "#web/lib/theme.ts";
import { sessionQueries } from "#web/queries/sessions.ts";
import { StatusMark } from "./session-marks.tsx";

type PaletteProps = { me: Me; workspace: string; onClose: () => void; onSignOut: () => void };

const item =
  "flex h-9 cursor-pointer items-center gap-2.5 rounded-lg px-2.5 data-[selected=true]:bg-raised";
const group =
  "[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-muted";

/** ⌘K: every screen, every session by its name, and the switches. */
export function CommandPalette({ me, workspace, onClose, onSignOut }: PaletteProps) {
  const navigate = useNavigate();
  const [text, setText] = useState("");
  const q = useDeferredValue(text.trim());
  const filter = q ? { q } : {};
  const { data } = useInfiniteQuery(sessionQueries.list(workspace, filter, 6));
  const sessions = data?.pages[0]?.items ?? [];
  const run = (action: () => unknown) => () => {
    onClose();
    void action();
  };
  const screens = [
    { name: "Overview", to: "/w/$workspace" },
    { name: "Live", to: "/w/$workspace/live" },
    { name: "Sessions", to: "/w/$workspace/sessions" },
    { name: "Machines", to: "/w/$workspace/settings/machines" },
    { name: "Workspace settings", to: "/w/$workspace/settings/workspace" },
  ] as const;
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/40" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed top-[12vh] left-1/2 z-50 w-[min(560px,calc(100vw-24px))] -translate-x-1/2 overflow-hidden rounded-xl border bg-surface shadow-float"
        >
          <Dialog.Title className="sr-only">Go to</Dialog.Title>
          <Command label="Go to" loop>
            <Command.Input
              value={text}
              onValueChange={setText}
              placeholder="Go to a screen or a session"
              className="h-12 w-full border-b bg-transparent px-4 text-lg outline-none placeholder:text-faint"
            />
            <Command.List className="max-h-[50vh] overflow-auto p-1.5">
              <Command.Empty className="px-3 py-6 text-center text-muted">
                Nothing of that name.
              </Command.Empty>
              <Command.Group heading="Screens" className={group}>
                {screens.map(({ name, to }) => (
                  <Command.Item
                    key={to}
                    className={item}
                    onSelect={run(() => navigate({ to, params: { workspace } }))}
                  >
                    {name}
                  </Command.Item>
                ))}
              </Command.Group>
              <Command.Group heading="Sessions" className={group}>
                {sessions.map((session) => (
                  <Command.Item
                    key={session.id}
                    value={`${session.title} ${session.branch ?? ""} ${session.rootRunId ?? ""} ${session.id}`}
                    className={item}
                    onSelect={run(() =>
                      navigate({
                        to: "/w/$workspace/sessions/$sessionId",
                        params: { workspace, sessionId: session.id },
                      }),
                    )}
                  >
                    <StatusMark status={session.status} />
                    <span className="min-w-0 flex-1 truncate">{session.title}</span>
                    <span className="text-sm text-muted">{session.project?.name}</span>
                  </Command.Item>
                ))}
              </Command.Group>
              <Command.Group heading="Switch" className={group}>
                {me.workspaces
                  .filter(({ slug }) => slug !== workspace)
                  .map(({ slug, name }) => (
                    <Command.Item
                      key={slug}
                      className={item}
                      onSelect={run(() =>
                        navigate({ to: "/w/$workspace", params: { workspace: slug } }),
                      )}
                    >
                      Workspace {name}
                    </Command.Item>
                  ))}
                {(["light", "dark", "system"] as const).map((theme) => (
                  <Command.Item
                    key={theme}
                    className={item}
                    onSelect={run(() => chooseTheme(theme))}
                  >
                    Theme: {theme}
                  </Command.Item>
                ))}
                <Command.Item className={item} onSelect={run(onSignOut)}>
                  Sign out
                </Command.Item>
              </Command.Group>
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
