import { Link } from "@tanstack/react-router";
import { Activity, CalendarDays, LayoutDashboard, List, Settings } from "lucide-react";

const screens = [
  { to: "/w/$workspace", name: "Overview", Icon: LayoutDashboard, exact: true },
  { to: "/w/$workspace/live", name: "Live", Icon: Activity, exact: false },
  { to: "/w/$workspace/sessions", name: "Sessions", Icon: List, exact: false },
  { to: "/w/$workspace/calendar", name: "Calendar", Icon: CalendarDays, exact: false },
  { to: "/w/$workspace/settings", name: "Settings", Icon: Settings, exact: false },
] as const;

type NavigationProps = { workspace: string; activeCount: number };

/** The screens, beside the page. */
export function SideNavigation({ workspace, activeCount }: NavigationProps) {
  return (
    <nav aria-label="Screens" className="grid gap-0.5">
      {screens.map(({ to, name, Icon, exact }) => (
        <Link
          key={to}
          to={to}
          params={{ workspace }}
          activeOptions={{ exact, includeSearch: false }}
          className="flex h-9 items-center gap-2.5 rounded-lg px-2.5 text-muted hover:bg-raised hover:text-text [&.active]:bg-raised [&.active]:font-medium [&.active]:text-text"
        >
          <Icon className="size-4" aria-hidden />
          {name}
          {name === "Live" && activeCount > 0 && <Count count={activeCount} />}
        </Link>
      ))}
    </nav>
  );
}

/** The same as a bar at the bottom, for one hand. */
export function BottomNavigation({ workspace, activeCount }: NavigationProps) {
  return (
    <nav
      aria-label="Screens"
      className="fixed inset-x-0 bottom-0 z-30 grid grid-cols-5 border-t bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {screens.map(({ to, name, Icon, exact }) => (
        <Link
          key={to}
          to={to}
          params={{ workspace }}
          activeOptions={{ exact, includeSearch: false }}
          className="relative grid justify-items-center gap-0.5 py-2 text-xs text-muted [&.active]:text-accent"
        >
          <Icon className="size-5" aria-hidden />
          {name}
          {name === "Live" && activeCount > 0 && (
            <span
              className="absolute top-1.5 left-1/2 ml-2 size-2 rounded-full bg-accent"
              aria-hidden
            />
          )}
        </Link>
      ))}
    </nav>
  );
}

const Count = ({ count }: { count: number }) => (
  <span
    className="ml-auto rounded-full bg-accent-soft px-2 text-xs text-accent"
    title={`${count} active`}
  >
    {count}
  </span>
);
