import { Link } from "@tanstack/react-router";
import { Check, ChevronsUpDown, LogOut, Monitor, Moon, Sun } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import type { Me } from "#contract/team.ts";
import { chooseTheme, type Theme, useTheme } from "#web/lib/theme.ts";

const themes: { value: Theme; name: string; Icon: typeof Sun }[] = [
  { value: "system", name: "System", Icon: Monitor },
  { value: "light", name: "Light", Icon: Sun },
  { value: "dark", name: "Dark", Icon: Moon },
];

const item =
  "flex h-8 cursor-pointer items-center gap-2.5 rounded-md px-2 text-sm outline-none data-[highlighted]:bg-raised [&_svg]:size-4 [&_svg]:text-muted";

type AccountMenuProps = { me: Me; workspace: string; onSignOut: () => void };

/** Which workspace, which theme, and the way out. */
export function AccountMenu({ me, workspace, onSignOut }: AccountMenuProps) {
  const theme = useTheme();
  const current = me.workspaces.find(({ slug }) => slug === workspace);
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="flex h-10 w-full min-w-0 items-center gap-2.5 rounded-lg border bg-surface px-2.5 text-left hover:border-line-strong">
        <span
          className="grid size-6 shrink-0 place-items-center rounded-md bg-accent-soft text-xs font-semibold text-accent"
          aria-hidden
        >
          {(current?.name ?? "?").slice(0, 1).toUpperCase()}
        </span>
        <span className="min-w-0 flex-1 truncate font-medium">{current?.name ?? workspace}</span>
        <ChevronsUpDown className="size-4 shrink-0 text-faint" aria-hidden />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="start"
          sideOffset={6}
          collisionPadding={8}
          className="z-50 grid w-60 rounded-xl border bg-surface p-1.5 shadow-float"
        >
          <Heading>Workspaces</Heading>
          {me.workspaces.map(({ slug, name }) => (
            <DropdownMenu.Item key={slug} asChild>
              <Link to="/w/$workspace" params={{ workspace: slug }} className={item}>
                <span className="min-w-0 flex-1 truncate">{name}</span>
                {slug === workspace && <Check aria-label="this one" />}
              </Link>
            </DropdownMenu.Item>
          ))}
          <Heading>Theme</Heading>
          <DropdownMenu.RadioGroup value={theme}>
            {themes.map(({ value, name, Icon }) => (
              <DropdownMenu.RadioItem
                key={value}
                value={value}
                className={item}
                onSelect={() => chooseTheme(value)}
              >
                <Icon aria-hidden />
                <span className="flex-1">{name}</span>
                <DropdownMenu.ItemIndicator>
                  <Check aria-hidden />
                </DropdownMenu.ItemIndicator>
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
          <Heading>{me.person.email}</Heading>
          <DropdownMenu.Item className={item} onSelect={onSignOut}>
            <LogOut aria-hidden /> Sign out
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

const Heading = ({ children }: { children: React.ReactNode }) => (
  <DropdownMenu.Label className="truncate px-2 pt-2 pb-1 text-xs text-muted">
    {children}
  </DropdownMenu.Label>
);
