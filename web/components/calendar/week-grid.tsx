import { TZDate } from "@date-fns/tz";
import { type RefObject, useLayoutEffect, useRef } from "react";
import type { SessionDay, SessionOfDay } from "#contract/session-days.ts";
import type { CalendarDays } from "#web/lib/calendar-days.ts";
import { clockOf, costOf, weekdayOf } from "#web/lib/calendar-words.ts";
import { useMoney } from "#web/lib/use-money.ts";
import { useNow } from "#web/lib/use-now.ts";
import { drawnEnd, type Placed, placeStretches, type Stretch } from "#web/lib/week-lanes.ts";
import { type CalendarParts, DayHead, MoreButton } from "./day-head.tsx";
import { markStyle, SessionLink, TypeIcon } from "./session-link.tsx";

const hourHeight = 40;
const heightOf = (minutes: number) => (minutes / 60) * hourHeight;
const hours = Array.from({ length: 24 }, (_, hour) => hour);
const columns = "grid grid-cols-[3.5rem_repeat(7,minmax(0,1fr))]";

type Block = Stretch & { item: SessionOfDay };
type WeekGridProps = CalendarParts & { days: CalendarDays };

/** A week by the hour, sessions that ran at once side by side. */
export function WeekGrid({ days: { weeks }, ...parts }: WeekGridProps) {
  const dates = weeks.flat();
  const { timezone, today } = parts;
  const placed = new Map(
    dates.map((date) => [date, placeStretches(blocksOf(parts.dayOf(date), timezone))]),
  );
  const starts = [...placed.values()].flatMap((day) => day.placed.map(({ start }) => start));
  const scroller = useRef<HTMLDivElement>(null);
  useFirstHour(scroller, { week: dates[0] ?? "", start: Math.min(...starts) });
  return (
    <div className="hidden lg:block">
      <div className={`${columns} border-b pr-2`}>
        <span />
        {dates.map((date) => {
          const day = parts.dayOf(date);
          const left = placed.get(date)?.left ?? 0;
          const more = day ? day.sessions - day.items.length + left : 0;
          const isReachable = date === parts.date;
          const { onOpen } = parts;
          return (
            <div key={date} className="grid min-w-0 grid-cols-1 border-l p-1">
              <DayHead
                {...{ date, day, today, isReachable, onOpen }}
                label={`${weekdayOf(date)} ${Number(date.slice(8))}`}
              />
              {more > 0 && <MoreButton {...{ date, isReachable, onOpen }} count={more} />}
            </div>
          );
        })}
      </div>
      <div
        ref={scroller}
        className="h-[max(480px,calc(100dvh-320px))] overflow-x-hidden overflow-y-scroll"
        tabIndex={0}
        role="region"
        aria-label="Hours"
      >
        <div className={`${columns} relative`} style={hourLines}>
          <Hours />
          {dates.map((date) => (
            <div key={date} data-hours={date} className="relative border-l">
              {placed.get(date)?.placed.map((block) => (
                <SessionBlock key={block.item.session.id} {...parts} block={block} day={date} />
              ))}
              {date === today && <NowLine timezone={timezone} />}
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}

/** In minutes of the workspace's clock. On a day on which clocks go back an hour is drawn over the one before it. */
function blocksOf(day: SessionDay | undefined, timezone: string): Block[] {
  return (day?.items ?? []).map((item) => {
    const start = minuteOf(Date.parse(item.from), timezone);
    const end = item.to === day?.to ? 24 * 60 : minuteOf(Date.parse(item.to), timezone);
    return { item, start, end: Math.max(start, end) };
  });
}

function minuteOf(moment: number, timezone: string): number {
  const clock = new TZDate(moment, timezone);
  return clock.getHours() * 60 + clock.getMinutes();
}

/** A week opens at its first session, or in the morning. */
function useFirstHour(
  scroller: RefObject<HTMLElement | null>,
  { week, start }: { week: string; start: number },
): void {
  const opened = useRef("");
  useLayoutEffect(() => {
    const isKnown = Number.isFinite(start);
    const name = `${week} ${isKnown}`;
    if (!scroller.current || opened.current === name) return;
    opened.current = name;
    scroller.current.scrollTo(0, heightOf(isKnown ? Math.max(0, start - 30) : 8 * 60));
  }, [scroller, week, start]);
}

const Hours = () => (
  <div className="relative text-right text-xs text-faint">
    {hours.slice(1).map((hour) => (
      <span
        key={hour}
        className="absolute right-2 -translate-y-1/2"
        style={{ top: heightOf(hour * 60) }}
      >
        {String(hour).padStart(2, "0")}:00
      </span>
    ))}
  </div>
);

/** A hairline at each hour, beside their names. */
const hourLines = {
  height: heightOf(24 * 60),
  background: `repeating-linear-gradient(to bottom, var(--line) 0 1px, transparent 1px ${hourHeight}px)
    right / calc(100% - 3.5rem) 100% no-repeat`,
};

type SessionBlockProps = CalendarParts & { block: Placed<Block>; day: string };

function SessionBlock({ block, day, ...parts }: SessionBlockProps) {
  const { item, start, lane, lanes } = block;
  const { workspace, timezone } = parts;
  const money = useMoney();
  const height = heightOf(Math.min(drawnEnd(block), 24 * 60) - start);
  const isNarrow = lanes > 3;
  return (
    <SessionLink
      {...{ workspace, item, timezone }}
      isReachable={day === parts.date}
      className="absolute overflow-hidden rounded-md border border-l-3 border-surface bg-[color-mix(in_oklab,var(--type)_16%,var(--surface))] px-1 py-0.5 text-xs hover:z-10 hover:bg-[color-mix(in_oklab,var(--type)_28%,var(--surface))] focus-visible:z-10"
      style={{
        ...markStyle(item.session.type),
        top: `${heightOf(Math.min(start, 24 * 60 - 30))}px`,
        height: `${Math.max(height, hourHeight / 2)}px`,
        left: `${(lane / lanes) * 100}%`,
        width: `${100 / lanes}%`,
      }}
    >
      <span className="flex min-w-0 items-center gap-1">
        <TypeIcon item={item} />
        {!isNarrow && (
          <span dir="auto" className="min-w-0 truncate text-left font-medium">
            {item.session.title}
          </span>
        )}
      </span>
      {!isNarrow && height >= 36 && (
        <span className="block truncate text-muted">
          {lanes === 1 && `${clockOf(item.from, timezone)} · `}
          {costOf(item, money)}
        </span>
      )}
    </SessionLink>
  );
}

function NowLine({ timezone }: { timezone: string }) {
  const now = useNow(60_000);
  return (
    <span
      aria-hidden
      className="pointer-events-none absolute inset-x-0 z-10 h-0.5 bg-accent"
      style={{ top: heightOf(minuteOf(now, timezone)) }}
    />
  );
}
