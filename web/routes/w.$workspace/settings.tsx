import { createFileRoute, Link, Outlet, useLocation } from "@tanstack/react-router";
import { useEffect, useRef } from "react";

export const Route = createFileRoute("/w/$workspace/settings")({ component: Settings });

const tab =
  "-mb-px scroll-mx-4 shrink-0 border-b-2 border-transparent py-2.5 whitespace-nowrap text-muted hover:text-text [&.active]:border-accent [&.active]:font-medium [&.active]:text-text";

function Settings() {
  const { workspace } = Route.useParams();
  const tabs = useRef<HTMLDivElement>(null);
  const { pathname } = useLocation();
  // Where there is no room for all of them, the present one is in sight.
  useEffect(() => {
    const present = tabs.current?.querySelector(`[href="${pathname}"]`);
    present?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [pathname]);
  return (
    <>
      <nav aria-label="Settings" className="sticky top-0 z-20 border-b bg-bg">
        <div ref={tabs} className="mx-auto flex max-w-[1280px] gap-6 overflow-x-auto px-4 md:px-8">
          <Link to="/w/$workspace/settings/machines" params={{ workspace }} className={tab}>
            Machines
          </Link>
          <Link to="/w/$workspace/settings/members" params={{ workspace }} className={tab}>
            Members
          </Link>
          <Link to="/w/$workspace/settings/integrations" params={{ workspace }} className={tab}>
            Integrations
          </Link>
          <Link to="/w/$workspace/settings/prices" params={{ workspace }} className={tab}>
            Prices
          </Link>
          <Link to="/w/$workspace/settings/rates" params={{ workspace }} className={tab}>
            Rates
          </Link>
          <Link to="/w/$workspace/settings/workspace" params={{ workspace }} className={tab}>
            Workspace
          </Link>
          <Link to="/w/$workspace/settings/profile" params={{ workspace }} className={tab}>
            Profile
          </Link>
        </div>
      </nav>
      <Outlet />
    </>
  );
}
