import { Link } from "@tanstack/react-router";
import { clsx } from "clsx";
import { Check, ChevronsUpDown, LogOut, Monitor, Moon, Plus, Sun, UserRound } from "lucide-react";
import { type ReactNode, useId, useRef } from "react";
import type { Me } from "#contract/team.ts";
import { chooseTheme, type Theme, useTheme } from "#web/lib/theme.ts";

const item =
  "flex h-8 w-full items-center gap-2.5 rounded-md px-2 text-left text-sm hover:bg-raised [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted";

type AccountMenuProps = { me: Me; workspace: string; onSignOut: () => void };

/** Which workspace, which theme, and the way out. The browser opens, places and closes it. */
export function AccountMenu({ me, workspace, onSignOut }: AccountMenuProps) {
  const id = useId();
  const menu = useRef<HTMLDivElement>(null);
  const close = () => menu.current?.hidePopover();
  const current = me.workspaces.find(({ slug }) => slug === workspace);
  return (
    <>
      <button
        type="button"
        popoverTarget={id}
        className="flex h-10 w-full min-w-0 items-center gap-2.5 rounded-lg border bg-surface px-2.5 text-left hover:border-line-strong"
      >
        <span
          className="grid size-6 shrink-0 place-items-center rounded-md bg-accent-soft text-xs font-semibold text-accent"
          aria-hidden
        >
          {(current?.name ?? "?").slice(0, 1).toUpperCase()}
        </span>
        <span className="min-w-0 flex-1 truncate font-medium">{current?.name ?? workspace}</span>
        <ChevronsUpDown className="size-4 shrink-0 text-faint" aria-hidden />
      </button>
      <div
        ref={menu}
        id={id}
        popover="auto"
        className="menu w-60 rounded-xl border bg-surface p-1.5 text-text shadow-float"
      >
        <Workspaces me={me} workspace={workspace} onChoose={close} />
        <Group name="Theme">
          <ThemeChoice />
        </Group>
        <Group name={me.person.email}>
          <Link
            to="/w/$workspace/settings/profile"
            params={{ workspace }}
            className={item}
            onClick={close}
          >
            <UserRound aria-hidden /> Profile
          </Link>
          <button type="button" className={item} onClick={onSignOut}>
            <LogOut aria-hidden /> Sign out
          </button>
        </Group>
      </div>
    </>
  );
}

type WorkspacesProps = { me: Me; workspace: string; onChoose: () => void };

const Workspaces = ({ me, workspace, onChoose }: WorkspacesProps) => (
  <Group name="Workspaces">
    {me.workspaces.map(({ slug, name }) => (
      <Link
        key={slug}
        to="/w/$workspace"
        params={{ workspace: slug }}
        className={item}
        onClick={onChoose}
      >
        <span dir="auto" className="min-w-0 flex-1 truncate text-left" title={name}>
          {name}
        </span>
        {slug === workspace && <Check aria-label="this one" />}
      </Link>
    ))}
    <Link to="/new" className={item}>
      <Plus aria-hidden /> New workspace
    </Link>
  </Group>
);

const Group = ({ name, children }: { name: string; children: ReactNode }) => (
  <div role="group" aria-label={name} className="pb-1">
    <p className="truncate px-2 pt-2 pb-1 text-xs text-muted" title={name}>
      {name}
    </p>
    {children}
  </div>
);

const themes: { value: Theme; name: string; Icon: typeof Sun }[] = [
  { value: "system", name: "System", Icon: Monitor },
  { value: "light", name: "Light", Icon: Sun },
  { value: "dark", name: "Dark", Icon: Moon },
];

function ThemeChoice() {
  const theme = useTheme();
  return (
    <div className="grid grid-cols-3 gap-0.5 rounded-lg border p-0.5">
      {themes.map(({ value, name, Icon }) => (
        <button
          key={value}
          type="button"
          aria-pressed={value === theme}
          className={clsx(
            "flex h-7 items-center justify-center gap-1.5 rounded-md text-xs hover:text-text",
            value === theme ? "bg-raised font-medium" : "text-muted",
          )}
          onClick={() => chooseTheme(value)}
        >
          <Icon className="size-3.5" aria-hidden /> {name}
        </button>
      ))}
    </div>
  );
}
