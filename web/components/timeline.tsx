import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { Bot } from "lucide-react";
import { memo, type RefObject, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { TimelineItem } from "#contract/sessions.ts";
import {
  formatClock,
  formatDate,
  formatMoment,
  formatTokens,
  shortModel,
} from "#web/lib/format.ts";
import { useMoney } from "#web/lib/use-money.ts";
import { ErrorRow, Subagent, ToolRow } from "./timeline-calls.tsx";
import { type TimelineRow, withDays } from "./timeline-days.ts";

type TimelineProps = { items: TimelineItem[]; timezone: string };

/** A session's turns, tools and failed requests, day by day. Only what is on the screen is in the page. */
export function Timeline({ items, timezone }: TimelineProps) {
  const rows = useMemo(() => withDays(items, timezone), [items, timezone]);
  const list = useRef<HTMLDivElement>(null);
  const top = useTopOf(list);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => rowHeight,
    overscan: 20,
    scrollMargin: top,
  });
  return (
    <div
      ref={list}
      className="relative"
      style={{ height: virtual.getTotalSize() }}
      role="list"
      aria-label="Timeline"
    >
      {virtual.getVirtualItems().map(({ index, start }) => {
        const row = rows[index];
        return row && <Row key={index} row={row} y={start - top} timezone={timezone} />;
      })}
    </div>
  );
}

const rowHeight = 37;

/** How far down the page the list begins, also when what stands above it grows. */
function useTopOf(list: RefObject<HTMLElement | null>): number {
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const measure = () => setTop(list.current?.offsetTop ?? 0);
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    measure();
    return () => observer.disconnect();
  }, [list]);
  return top;
}

type RowProps = { row: TimelineRow; y: number; timezone: string };

/** Drawn once: while one scrolls, only rows that come into sight are. */
const Row = memo(({ row, y, timezone }: RowProps) => (
  <div
    role="listitem"
    className="absolute inset-x-0 top-0 flex h-[37px] items-center gap-2 border-b px-4 sm:gap-3"
    style={{ transform: `translateY(${y}px)` }}
  >
    {row.type === "day" ? (
      <h3 className="text-sm font-medium">{formatDate(row.date)}</h3>
    ) : (
      <Item item={row} timezone={timezone} />
    )}
  </div>
));

function Item({ item, timezone }: { item: TimelineItem; timezone: string }) {
  return (
    <>
      <time
        dateTime={item.at}
        title={formatMoment(item.at, timezone)}
        className="w-14 shrink-0 text-sm text-faint sm:w-16"
      >
        {formatClock(item.at, timezone)}
      </time>
      {item.type === "turn" && <Turn item={item} />}
      {item.type === "tool" && <ToolRow item={item} />}
      {item.type === "error" && <ErrorRow item={item} />}
    </>
  );
}

type Of<T extends TimelineItem["type"]> = Extract<TimelineItem, { type: T }>;

function Turn({ item }: { item: Of<"turn"> }) {
  const { input, output, cacheRead, cacheWrite, lowerBound, costNanoUsd } = item;
  const money = useMoney();
  const context = input + cacheRead + cacheWrite;
  const explained = `${input} in, ${cacheRead} from the cache, ${cacheWrite} written to it, ${output} out`;
  return (
    <>
      <Bot className="size-4 shrink-0 text-accent" aria-label="turn" />
      <span className="min-w-0 flex-1 truncate">
        {item.auxiliary ? "Compactions and titles" : shortModel(item.model)}
        {item.isSubagent && <Subagent />}
      </span>
      <span className="hidden shrink-0 text-sm text-muted sm:block" title={explained}>
        {formatTokens(context)} in · {lowerBound && "≥ "}
        {formatTokens(output)} out
      </span>
      <span
        className="min-w-14 shrink-0 text-right text-sm sm:w-20"
        title={lowerBound ? "At least: the log holds no final output count." : undefined}
      >
        {costNanoUsd === null ? (
          <span className="text-warning" title="This model has no known price.">
            unpriced
          </span>
        ) : (
          (lowerBound ? "≥ " : "") + money(costNanoUsd)
        )}
      </span>
    </>
  );
}
