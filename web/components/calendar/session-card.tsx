import {
  createContext,
  type ReactNode,
  type RefObject,
  useCallback,
  useContext,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import type { SessionOfDay } from "#contract/session-days.ts";
import { costOf, fullDate, isPart, stretchOf } from "#web/lib/calendar-words.ts";
import { formatDuration, formatMoment, formatTokens, shortModel } from "#web/lib/format.ts";
import { dayOf } from "#web/lib/range.ts";
import { useMoney } from "#web/lib/use-money.ts";
import { StatusMark, TypeMark } from "../session-marks.tsx";

type Shown = { item: SessionOfDay; anchor: HTMLElement };

type CardControl = {
  id: string;
  /** Whose card it is, by `nameOf`. */
  shown: string | null;
  /**
   * Escape took a card away, and the pointer did not move since: what it then happens to be over was not pointed at.
   */
  isDismissed: RefObject<boolean>;
  show: (shown: Shown, afterMs: number) => void;
  hide: (afterMs: number) => void;
};

const CardContext = createContext<CardControl | null>(null);

/** A session is on the calendar once a day. */
export const nameOf = ({ session, from }: SessionOfDay) => `${session.id} ${from}`;

/** The card that tells of a session on the calendar. */
export function useSessionCard(): CardControl {
  const control = useContext(CardContext);
  if (!control) throw new Error("There is no card around.");
  return control;
}

/** Shows one card at a time, beside the session that is pointed at, focused or touched. */
export function SessionCards({ timezone, children }: { timezone: string; children: ReactNode }) {
  const id = useId();
  const [shown, setShown] = useState<Shown | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const later = useCallback((next: Shown | null, afterMs: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setShown(next), afterMs);
  }, []);
  useEffect(() => () => clearTimeout(timer.current), []);
  const isDismissed = useDismissal();
  const name = shown && nameOf(shown.item);
  const control = useMemo(
    () => ({
      id,
      shown: name,
      isDismissed,
      show: later,
      hide: (afterMs: number) => later(null, afterMs),
    }),
    [id, name, isDismissed, later],
  );
  return (
    <CardContext value={control}>
      {children}
      {shown && <SessionCard shown={shown} timezone={timezone} />}
    </CardContext>
  );
}

function useDismissal(): RefObject<boolean> {
  const isDismissed = useRef(false);
  useEffect(() => {
    const ending = new AbortController();
    const listen = { signal: ending.signal, capture: true };
    const set = (dismissed: boolean) => {
      isDismissed.current = dismissed;
    };
    addEventListener("keydown", ({ key }) => key === "Escape" && set(true), listen);
    addEventListener("pointermove", () => set(false), listen);
    return () => ending.abort();
  }, []);
  return isDismissed;
}

function SessionCard({ shown: { item, anchor }, timezone }: { shown: Shown; timezone: string }) {
  const { id, hide, show } = useSessionCard();
  const card = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (card.current) placeBeside(card.current, anchor);
  }, [anchor]);
  useHideOnLeave(card, anchor);
  return (
    <div
      ref={card}
      id={id}
      popover="manual"
      role="tooltip"
      className="fixed m-0 w-72 rounded-xl border bg-surface p-4 text-sm text-text shadow-float"
      onPointerEnter={() => show({ item, anchor }, 0)}
      onPointerLeave={() => hide(100)}
    >
      <CardText item={item} timezone={timezone} />
    </div>
  );
}

const gap = 6;

/** Below its session, or above where there is no room; never beyond the window's edge. */
function placeBeside(card: HTMLElement, anchor: HTMLElement): void {
  card.showPopover();
  const beside = anchor.getBoundingClientRect();
  const { width, height } = card.getBoundingClientRect();
  const isBelow = beside.bottom + gap + height <= innerHeight;
  const top = isBelow ? beside.bottom + gap : Math.max(gap, beside.top - gap - height);
  const left = Math.max(gap, Math.min(beside.left, innerWidth - width - gap));
  card.style.top = `${top}px`;
  card.style.left = `${left}px`;
}

/** Escape, another place and scrolling take it away. */
function useHideOnLeave(card: RefObject<HTMLElement | null>, anchor: HTMLElement): void {
  const { hide } = useSessionCard();
  useEffect(() => {
    const ending = new AbortController();
    const listen = { signal: ending.signal, capture: true };
    const isInside = ({ target }: Event) =>
      target instanceof Node && (anchor.contains(target) || card.current?.contains(target));
    addEventListener("keydown", ({ key }) => key === "Escape" && hide(0), listen);
    addEventListener("pointerdown", (event) => !isInside(event) && hide(0), listen);
    addEventListener("scroll", () => hide(0), listen);
    return () => ending.abort();
  }, [anchor, card, hide]);
}

function CardText({ item, timezone }: { item: SessionOfDay; timezone: string }) {
  const { session, from, to, tokens } = item;
  const money = useMoney();
  const of = [session.project?.name, session.person?.name].filter(Boolean).join(" · ");
  const took = formatDuration(Date.parse(to) - Date.parse(from));
  return (
    <div className="grid grid-cols-1 gap-3">
      <div>
        <p dir="auto" className="line-clamp-2 text-left text-base font-medium">
          {session.title}
        </p>
        {of && <p className="truncate text-muted">{of}</p>}
      </div>
      <p className="flex gap-4">
        <TypeMark type={session.type} />
        <StatusMark status={session.status} withText />
      </p>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1">
        <Fact name="Time">
          {stretchOf(item, timezone)} · {took}
        </Fact>
        <Fact name="Cost">{costOf(item, money)}</Fact>
        <Fact name="Tokens">{formatTokens(tokens)}</Fact>
        <Fact name="Model">{shortModel(session.lastModel)}</Fact>
      </dl>
      {isPart(item) && (
        <p className="text-muted">
          {fullDate(dayOf(Date.parse(from), timezone))} alone. The whole session since{" "}
          {formatMoment(session.startedAt, timezone)} came to {money(session.totals.costNanoUsd)}.
        </p>
      )}
    </div>
  );
}

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <>
    <dt className="text-muted">{name}</dt>
    <dd className="truncate text-right">{children}</dd>
  </>
);
