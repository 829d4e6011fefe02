import { QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createRouter, RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ApiError } from "#web/lib/api.ts";
import { loadScreensLater } from "#web/lib/load-screens.ts";
import { routeTree } from "./route-tree.gen.ts";
import "./styles/base.css";

const statusOf = (error: Error) => (error instanceof ApiError ? error.status : 0);

const queryClient = new QueryClient({
  queryCache: new QueryCache({
    // Signed out elsewhere, or for too long: whoever looks is asked again, and comes back here.
    onError: (error, { queryKey }) => {
      if (statusOf(error) !== 401 || queryKey[0] === "me") return;
      queryClient.removeQueries({ queryKey: ["me"] });
      void router.invalidate();
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // A refusal stays one; what did not arrive may arrive the next time.
      retry: (count, error) => count < 2 && statusOf(error) < 400,
    },
  },
});

const router = createRouter({
  routeTree,
  context: { queryClient },
  defaultPreload: "intent",
  defaultPreloadStaleTime: 0,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

loadScreensLater(router);

const container = document.querySelector("#app");
if (!container) throw new Error("index.html has no #app");

createRoot(container).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
