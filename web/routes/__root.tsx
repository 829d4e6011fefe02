import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  type ErrorComponentProps,
  Link,
  Outlet,
  useRouter,
} from "@tanstack/react-router";
import { Button, buttonStyle } from "#web/components/ui/button.tsx";
import { Empty } from "#web/components/ui/states.tsx";

export const Route = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Outlet,
  notFoundComponent: NotFound,
  errorComponent: Broken,
});

function NotFound() {
  return (
    <main>
      <Empty
        title="There is nothing here"
        action={
          <Link to="/" className={buttonStyle({ look: "primary" })}>
            To the overview
          </Link>
        }
      >
        The address may be mistyped, or what it led to is gone.
      </Empty>
    </main>
  );
}

function Broken({ error }: ErrorComponentProps) {
  const router = useRouter();
  return (
    <main role="alert">
      <Empty
        title="This page could not be shown"
        action={
          <Button look="primary" onClick={() => void router.invalidate()}>
            Try again
          </Button>
        }
      >
        {error instanceof Error ? error.message : String(error)} Nothing is lost: what the agents
        did is kept.
      </Empty>
    </main>
  );
}
