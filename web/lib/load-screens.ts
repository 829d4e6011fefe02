import type { AnyRouter } from "@tanstack/react-router";

/**
 * Fetches the other screens' code once the first one stands. Without it a screen that was never opened cannot be shown
 * offline: the router would load the page anew, and the browser would show its own error.
 */
export function loadScreensLater(router: AnyRouter): void {
  const load = () => {
    if (!navigator.onLine) return;
    for (const route of Object.values(router.routesById)) void router.loadRouteChunk(route);
  };
  const stop = router.subscribe("onRendered", () => {
    stop();
    // Safari has no idle callbacks.
    if ("requestIdleCallback" in window) requestIdleCallback(load, { timeout: 5_000 });
    else setTimeout(load, 2_000);
  });
}
