import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createFileRoute, notFound, Outlet, useNavigate } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { lazy, Suspense, useEffect, useState } from "react";
import type { Me } from "#contract/team.ts";
import { AccountMenu } from "#web/components/account-menu.tsx";
import { BottomNavigation, SideNavigation } from "#web/components/app-navigation.tsx";
import { LiveBadge } from "#web/components/live-badge.tsx";
import { NotFound } from "#web/components/not-found.tsx";
import { OfflineBar } from "#web/components/offline-bar.tsx";
import { Opening } from "#web/components/opening.tsx";
import { SessionPanel } from "#web/components/session-panel/session-panel.tsx";
import { Button } from "#web/components/ui/button.tsx";
import { Wordmark } from "#web/components/wordmark.tsx";
import { useFocusOnPage } from "#web/lib/focus-page.ts";
import { requireSignIn } from "#web/lib/require-sign-in.ts";
import { MoneyUnit } from "#web/lib/use-money.ts";
import { type LiveState, useWorkspaceLive } from "#web/live/use-workspace-live.ts";
import { signOut } from "#web/queries/account.ts";
import { sessionQueries } from "#web/queries/sessions.ts";

const CommandPalette = lazy(async () => ({
  default: (await import("#web/components/command-palette.tsx")).CommandPalette,
}));

export const Route = createFileRoute("/w/$workspace")({
  beforeLoad: async ({ context, location, params }) => {
    const me = await requireSignIn(context.queryClient, location.href);
    const workspace = me.workspaces.find(({ slug }) => slug === params.workspace);
    if (!workspace) throw notFound();
    localStorage.setItem("stint-workspace", workspace.slug);
    return { me, workspace };
  },
  component: Shell,
  pendingComponent: Opening,
  pendingMs: 300,
  notFoundComponent: NotFound,
});

function Shell() {
  const { me, workspace } = Route.useRouteContext();
  const { slug } = workspace;
  const navigate = useNavigate();
  const client = useQueryClient();
  const live = useWorkspaceLive(slug);
  const { data: active } = useQuery(sessionQueries.active(slug));
  const activeCount = active?.items.length ?? 0;
  const [isPaletteOpen, setPaletteOpen] = usePaletteKey();
  useFavicon(activeCount > 0);
  useFocusOnPage();

  const leave = async () => {
    await signOut(client);
    await navigate({ to: "/login" });
  };
  const frame: FrameProps = {
    me,
    workspace: slug,
    live,
    activeCount,
    onGoTo: () => setPaletteOpen(true),
    onSignOut: () => void leave(),
  };
  return (
    <div className="md:grid md:grid-cols-[232px_minmax(0,1fr)]">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-lg focus:bg-surface focus:px-3 focus:py-2"
      >
        Skip to the page
      </a>
      <Sidebar {...frame} />
      <TopBar {...frame} />
      {/* The key: nothing of one workspace may be seen for a moment in the next one. */}
      <main key={slug} id="main" tabIndex={-1} className="min-w-0 pb-36 outline-none md:pb-16">
        <OfflineBar at={live.at} />
        <MoneyUnit value={workspace.vibe}>
          <Outlet />
        </MoneyUnit>
      </main>
      <BottomNavigation workspace={slug} activeCount={activeCount} />
      {workspace.role !== "viewer" && (
        <MoneyUnit value={workspace.vibe}>
          <SessionPanel key={slug} workspace={workspace} personId={me.person.id} />
        </MoneyUnit>
      )}
      {isPaletteOpen && (
        <Suspense>
          <CommandPalette {...frame} onClose={() => setPaletteOpen(false)} />
        </Suspense>
      )}
    </div>
  );
}

type FrameProps = {
  me: Me;
  workspace: string;
  live: LiveState;
  activeCount: number;
  onGoTo: () => void;
  onSignOut: () => void;
};

function Sidebar({ me, workspace, live, activeCount, onGoTo, onSignOut }: FrameProps) {
  return (
    <aside className="sticky top-0 hidden h-dvh flex-col gap-4 border-r px-3 py-4 md:flex">
      <Wordmark className="px-2" />
      <AccountMenu me={me} workspace={workspace} onSignOut={onSignOut} />
      <button
        type="button"
        className="flex h-8 items-center gap-2 rounded-lg border bg-surface px-2.5 text-sm text-muted hover:border-line-strong hover:text-text"
        onClick={onGoTo}
      >
        <Search className="size-4" aria-hidden /> Go to
        <kbd className="ml-auto rounded border px-1.5 font-mono text-xs">{shortcut}</kbd>
      </button>
      <SideNavigation workspace={workspace} activeCount={activeCount} />
      <div className="mt-auto px-2">
        <LiveBadge status={live.status} at={live.at} />
      </div>
    </aside>
  );
}

/** What the sidebar holds, where there is no room for one. */
function TopBar({ me, workspace, live, onGoTo, onSignOut }: FrameProps) {
  return (
    <header className="flex items-center gap-3 border-b bg-surface px-4 py-2 md:hidden">
      <div className="min-w-0 flex-1">
        <AccountMenu me={me} workspace={workspace} onSignOut={onSignOut} />
      </div>
      <LiveBadge status={live.status} at={live.at} />
      <Button look="ghost" size="icon" aria-label="Go to" onClick={onGoTo}>
        <Search />
      </Button>
    </header>
  );
}

const shortcut = navigator.userAgent.includes("Mac") ? "⌘K" : "Ctrl K";

function usePaletteKey() {
  const state = useState(false);
  const [, setOpen] = state;
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      setOpen((open) => !open);
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, [setOpen]);
  return state;
}

/** The tab shows that something runs. */
function useFavicon(isRunning: boolean): void {
  useEffect(() => {
    const link = document.querySelector<HTMLLinkElement>("link[rel=icon]");
    if (link) link.href = isRunning ? "/icon-live.svg" : "/icon.svg";
  }, [isRunning]);
}
