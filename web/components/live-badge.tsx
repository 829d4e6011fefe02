import { clsx } from "clsx";
import { formatAgo } from "#web/lib/format.ts";
import { useOnline } from "#web/lib/use-online.ts";
import { useNow } from "#web/lib/use-now.ts";
import type { LiveStatus } from "#web/live/live-socket.ts";

/** Whether what is shown moves by itself, and how old it is where it does not. */
export function LiveBadge({ status, at = null }: { status: LiveStatus; at?: number | null }) {
  const now = useNow(5_000);
  const isOnline = useOnline();
  const isLive = isOnline && status === "live";
  const says = isOnline ? status : "offline";
  const age = at === null ? "" : `, last heard ${formatAgo(new Date(at).toISOString(), now)}`;
  return (
    <span
      role="status"
      className="inline-flex items-center gap-2 text-sm text-muted"
      title={`${says}${age}`}
    >
      <span
        className={clsx("size-2 rounded-full", isLive ? "pulse bg-accent" : "bg-line-strong")}
        aria-hidden
      />
      {says}
    </span>
  );
}
