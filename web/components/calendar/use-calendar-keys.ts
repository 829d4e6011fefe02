import { type RefObject, useEffect, useRef } from "react";
import { type CalendarView, dayByKey, type Weekday } from "#web/lib/calendar-days.ts";

type Keys = {
  view: CalendarView;
  date: string;
  weekStartsOn: Weekday;
  onGo: (date: string) => void;
  onToday: () => void;
};

/**
 * Arrows, Home, End, PageUp and PageDown move between days; in a week up and down move among a day's sessions; T is
 * today.
 */
export function useCalendarKeys(calendar: RefObject<HTMLElement | null>, keys: Keys): void {
  const { date } = keys;
  const now = useRef(keys);
  const isMoving = useRef(false);
  useEffect(() => {
    now.current = keys;
  });
  useEffect(() => {
    if (!isMoving.current) return;
    isMoving.current = false;
    visibleIn(calendar.current, `[data-day="${date}"]`)[0]?.focus();
  }, [calendar, date]);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.metaKey || event.ctrlKey || event.altKey || event.shiftKey) return;
      if (isTyping()) return;
      const moved = event.key === "t" ? "today" : moveOf(event, calendar.current, now.current);
      if (moved === null) return;
      event.preventDefault();
      if (moved === "within") return;
      isMoving.current = moved !== "today";
      if (moved === "today") now.current.onToday();
      else now.current.onGo(moved);
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, [calendar]);
}

const isTyping = () =>
  document.activeElement?.matches("input, select, textarea, [role=dialog] *") ?? false;

/** The day that a key leads to, or that it moved within one; null where it does what it does on any page. */
function moveOf(
  { key, target }: KeyboardEvent,
  calendar: HTMLElement | null,
  { view, date, weekStartsOn }: Keys,
): string | null {
  const isOnDay = target instanceof Element && target.matches("[data-day], [data-session]");
  if (!calendar || !isOnDay || !calendar.contains(target)) return null;
  const next = dayByKey(key, date, { view, weekStartsOn });
  return next ?? (moveInDay(calendar, { date, key }) ? "within" : null);
}

/** Up and down among a day and its sessions. */
function moveInDay(calendar: HTMLElement, { date, key }: { date: string; key: string }): boolean {
  if (key !== "ArrowUp" && key !== "ArrowDown") return false;
  const parts = `[data-day="${date}"], [data-hours="${date}"] [data-session]`;
  const stops = visibleIn(calendar, parts);
  const from = stops.findIndex((stop) => stop === document.activeElement);
  stops[Math.max(0, Math.min(stops.length - 1, from + (key === "ArrowDown" ? 1 : -1)))]?.focus();
  return true;
}

const visibleIn = (calendar: HTMLElement | null, selector: string) =>
  [...(calendar?.querySelectorAll<HTMLElement>(selector) ?? [])].filter(
    (one) => one.offsetParent !== null,
  );
