import { ArrowDown, ArrowUp } from "lucide-react";
import type { ReactNode } from "react";
import { formatChange, formatUsd } from "#web/lib/format.ts";

type StatProps = { label: string; value: ReactNode; note?: ReactNode; name?: string };

/** One figure with its name. `name` marks what the figure is, for whoever looks for it. */
export function Stat({ label, value, note, name }: StatProps) {
  return (
    <div role="group" aria-label={label} className="grid content-start gap-1 px-4 py-3.5">
      <p className="text-sm text-muted">{label}</p>
      <p
        className="text-xl font-semibold tracking-tight whitespace-nowrap sm:text-2xl"
        data-figure={name}
      >
        {value}
      </p>
      {note && <div className="text-sm text-muted">{note}</div>}
    </div>
  );
}

/** Figures side by side, told apart by hairlines. */
export function StatRow({ children, label }: { children: ReactNode; label: string }) {
  return (
    <section
      aria-label={label}
      className="card grid grid-cols-2 overflow-hidden lg:grid-cols-4 [&>*]:border-t [&>*]:border-l [&>*]:border-line [&>*]:-mt-px [&>*]:-ml-px"
    >
      {children}
    </section>
  );
}

/** The change against the period before; more cost is neither good nor bad, so it has no colour. */
export function Change({ now, before, than }: { now: number; before: number; than: string }) {
  const change = formatChange(now, before);
  if (!change) return <span>nothing yet</span>;
  if (before === 0) return <span>nothing {than}</span>;
  return (
    <span className="inline-flex flex-wrap gap-x-1" title={`${formatUsd(before)} ${than}`}>
      <span className="inline-flex items-center gap-1 whitespace-nowrap">
        {change.direction === "up" && <ArrowUp className="size-3.5" aria-label="up" />}
        {change.direction === "down" && <ArrowDown className="size-3.5" aria-label="down" />}
        {change.text}
      </span>
      <span className="whitespace-nowrap text-faint">vs {than}</span>
    </span>
  );
}

/** Fades in when it changes. */
export function Ticking({ children, value }: { children: ReactNode; value: number | string }) {
  return (
    <span key={value} className="figure-change inline-block">
      {children}
    </span>
  );
}
