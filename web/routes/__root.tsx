import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  type ErrorComponentProps,
  Outlet,
  useRouter,
} from "@tanstack/react-router";
import { FrontPage } from "#web/components/front-page.tsx";
import { NotFound } from "#web/components/not-found.tsx";
import { Button } from "#web/components/ui/button.tsx";
import { Empty } from "#web/components/ui/states.tsx";

export const Route = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Outlet,
  notFoundComponent: () => (
    <FrontPage title="Not found">
      <NotFound />
    </FrontPage>
  ),
  errorComponent: Broken,
});

function Broken({ error }: ErrorComponentProps) {
  const router = useRouter();
  return (
    <FrontPage title="Not shown">
      <Empty
        title="This page could not be shown"
        isPage
        action={
          <Button look="primary" onClick={() => void router.invalidate()}>
            Try again
          </Button>
        }
      >
        <p role="alert">{error instanceof Error ? error.message : String(error)}</p>
        <p>Nothing is lost: what the agents did is kept.</p>
      </Empty>
    </FrontPage>
  );
}
