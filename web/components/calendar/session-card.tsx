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
  /** Of a session whose card is not the one that was asked for last, nothing happens. */
  hide: (afterMs: number, of?: SessionOfDay) => void;
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
  const latest = useRef("");
  const later = useCallback((next: Shown | null, afterMs: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setShown(next), afterMs);
  }, []);
  const show = useCallback(
    (next: Shown, afterMs: number) => {
      latest.current = nameOf(next.item);
      later(next, afterMs);
    },
    [later],
  );
  const hide = useCallback(
    (afterMs: number, of?: SessionOfDay) => {
      if (!of || nameOf(of) === latest.current) later(null, afterMs);
    },
    [later],
  );
  useEffect(() => () => clearTimeout(timer.current), []);
  const isDismissed = useDismissal();
  const name = shown && nameOf(shown.item);
  const control = useMemo(
    () => ({ id, shown: name, isDismissed, show, hide }),
    [id, name, isDismissed, show, hide],
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
    // A browser also tells of moves where only the page moved.
    const isMove = ({ movementX, movementY }: PointerEvent) => movementX !== 0 || movementY !== 0;
    addEventListener("pointermove", (event) => isMove(event) && set(false), listen);
    return () => ending.abort();
  }, []);
  return isDismissed;
}

function SessionCard({ shown: { item, anchor }, timezone }: { shown: Shown; timezone: string }) {
  const { id, isDismissed, hide, show } = useSessionCard();
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
      onPointerEnter={() => {
        if (!isDismissed.current) show({ item, anchor }, 0);
      }}
      onPointerLeave={() => hide(100, item)}
    >
      <CardText item={item} timezone={timezone} />
    </div>
  );
}

const gap = 6;

/** At the side of its session where there is room, so that its neighbours can be reached; else below it. */
function placeBeside(card: HTMLElement, anchor: HTMLElement): void {
  if (!card.matches(":popover-open")) card.showPopover();
  const beside = anchor.getBoundingClientRect();
  const { width, height } = card.getBoundingClientRect();
  const right = beside.right + gap;
  const left = beside.left - gap - width;
  const isAside = right + width <= innerWidth || left >= 0;
  const x = right + width <= innerWidth ? right : left;
  const top = isAside ? beside.top : beside.bottom + gap;
  card.style.left = `${isAside ? x : gap}px`;
  card.style.top = `${Math.max(gap, Math.min(top, innerHeight - height - gap))}px`;
}

/** Escape and another place take it away, and scrolling does where its session goes out of sight. */
function useHideOnLeave(card: RefObject<HTMLElement | null>, anchor: HTMLElement): void {
  const { hide } = useSessionCard();
  useEffect(() => {
    const ending = new AbortController();
    const listen = { signal: ending.signal, capture: true };
    const isInside = ({ target }: Event) =>
      target instanceof Node && (anchor.contains(target) || card.current?.contains(target));
    const follow = () => {
      const { top, bottom } = anchor.getBoundingClientRect();
      if (bottom < 0 || top > innerHeight || !card.current) hide(0);
      else placeBeside(card.current, anchor);
    };
    addEventListener("keydown", ({ key }) => key === "Escape" && hide(0), listen);
    addEventListener("pointerdown", (event) => !isInside(event) && hide(0), listen);
    addEventListener("scroll", follow, listen);
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
