import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Command } from "cmdk";
import { Dialog } from "radix-ui";
import { type ReactNode, useDeferredValue, useState } from "react";
import type { Me } from "#contract/team.ts";
import { chooseTheme } from "#web/lib/theme.ts";
import { useReturnFocus } from "#web/lib/use-return-focus.ts";
import { sessionQueries } from "#web/queries/sessions.ts";
import { StatusMark } from "./session-marks.tsx";

type PaletteProps = { me: Me; workspace: string; onClose: () => void; onSignOut: () => void };

/** ⌘K: every screen, every session by its name, and the switches. */
export function CommandPalette({ me, workspace, onClose, onSignOut }: PaletteProps) {
  const [text, setText] = useState("");
  const returnFocus = useReturnFocus();
  const others = me.workspaces.filter(({ slug }) => slug !== workspace);
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/40" />
        <Dialog.Content
          aria-describedby={undefined}
          onCloseAutoFocus={returnFocus}
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
              <Screens workspace={workspace} onClose={onClose} />
              <Sessions workspace={workspace} text={text} onClose={onClose} />
              <Group name="Switch">
                <Workspaces workspaces={others} onClose={onClose} />
                {(["light", "dark", "system"] as const).map((theme) => (
                  <Item key={theme} onClose={onClose} onChoose={() => chooseTheme(theme)}>
                    Theme: {theme}
                  </Item>
                ))}
                <Item onClose={onClose} onChoose={onSignOut}>
                  Sign out
                </Item>
              </Group>
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

const Group = ({ name, children }: { name: string; children: ReactNode }) => (
  <Command.Group
    heading={name}
    className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-muted"
  >
    {children}
  </Command.Group>
);

type ItemProps = {
  /** What it is found by, where that is more than it shows. */
  value?: string;
  onClose: () => void;
  onChoose: () => unknown;
  children: ReactNode;
};

/** Whatever is chosen, the palette has done its work and closes. */
const Item = ({ value, onClose, onChoose, children }: ItemProps) => (
  <Command.Item
    {...(value && { value })}
    className="flex h-9 cursor-pointer items-center gap-2.5 rounded-lg px-2.5 data-[selected=true]:bg-raised"
    onSelect={() => {
      onClose();
      void onChoose();
    }}
  >
    {children}
  </Command.Item>
);

const screens = [
  { name: "Overview", to: "/w/$workspace" },
  { name: "Live", to: "/w/$workspace/live" },
  { name: "Sessions", to: "/w/$workspace/sessions" },
  { name: "Calendar", to: "/w/$workspace/calendar" },
  { name: "Machines", to: "/w/$workspace/settings/machines" },
  { name: "Members", to: "/w/$workspace/settings/members" },
  { name: "Integrations", to: "/w/$workspace/settings/integrations" },
  { name: "Prices", to: "/w/$workspace/settings/prices" },
  { name: "Rates", to: "/w/$workspace/settings/rates" },
  { name: "Workspace settings", to: "/w/$workspace/settings/workspace" },
  { name: "Profile", to: "/w/$workspace/settings/profile" },
] as const;

type GroupProps = { workspace: string; onClose: () => void };

function Screens({ workspace, onClose }: GroupProps) {
  const navigate = useNavigate();
  return (
    <Group name="Screens">
      {screens.map(({ name, to }) => (
        <Item key={to} onClose={onClose} onChoose={() => navigate({ to, params: { workspace } })}>
          {name}
        </Item>
      ))}
    </Group>
  );
}

/** The newest ones, or those that the server finds by the text. */
function Sessions({ workspace, text, onClose }: GroupProps & { text: string }) {
  const navigate = useNavigate();
  const q = useDeferredValue(text.trim());
  const { data } = useInfiniteQuery(sessionQueries.list(workspace, q ? { q } : {}, { limit: 6 }));
  return (
    <Group name="Sessions">
      {data?.pages[0]?.items.map(({ id, title, branch, rootRunId, status, project }) => (
        <Item
          key={id}
          value={[title, branch, rootRunId, id].join(" ")}
          onClose={onClose}
          onChoose={() =>
            navigate({
              to: "/w/$workspace/sessions/$sessionId",
              params: { workspace, sessionId: id },
            })
          }
        >
          <StatusMark status={status} />
          <span className="min-w-0 flex-1 truncate">{title}</span>
          <span className="max-w-32 truncate text-sm text-muted">{project?.name}</span>
        </Item>
      ))}
    </Group>
  );
}

type WorkspacesProps = { workspaces: Me["workspaces"]; onClose: () => void };

function Workspaces({ workspaces, onClose }: WorkspacesProps) {
  const navigate = useNavigate();
  return workspaces.map(({ slug, name }) => (
    <Item
      key={slug}
      value={`Workspace ${name} ${slug}`}
      onClose={onClose}
      onChoose={() => navigate({ to: "/w/$workspace", params: { workspace: slug } })}
    >
      Workspace {name}
    </Item>
  ));
}
