import { formatAgo, formatMoment } from "#web/lib/format.ts";
import { useNow } from "#web/lib/use-now.ts";

/** `3m ago`, with the moment itself in the tooltip. */
export function Ago({ at }: { at: string }) {
  const now = useNow();
  return (
    <time dateTime={at} title={formatMoment(at)} className="whitespace-nowrap">
      {formatAgo(at, now)}
    </time>
  );
}
