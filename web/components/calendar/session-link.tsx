import { Link } from "@tanstack/react-router";
import { type ReactNode, useRef } from "react";
import type { SessionOfDay } from "#contract/session-days.ts";
import { sayItem } from "#web/lib/calendar-words.ts";
import { typeColours } from "#web/lib/type-colour.ts";
import { useMoney } from "#web/lib/use-money.ts";
import { typeIcons } from "../session-marks.tsx";
import { nameOf, useSessionCard } from "./session-card.tsx";

type SessionLinkProps = {
  workspace: string;
  item: SessionOfDay;
  timezone: string;
  isReachable: boolean;
  className?: string;
  style?: Record<string, string>;
  children: ReactNode;
};

const pointedMs = 150;

/**
 * A session on the calendar. Pointed at or focused it shows its card, and leads to its page; touched, it shows the card
 * first.
 */
export function SessionLink({
  workspace,
  item,
  timezone,
  isReachable,
  className = "",
  style,
  children,
}: SessionLinkProps) {
  const { id, shown, isDismissed, show, hide } = useSessionCard();
  const money = useMoney();
  const pointer = useRef("");
  const isShown = shown === nameOf(item);
  return (
    <Link
      to="/w/$workspace/sessions/$sessionId"
      params={{ workspace, sessionId: item.session.id }}
      preload={false}
      data-session={item.session.id}
      tabIndex={isReachable ? 0 : -1}
      aria-describedby={isShown ? id : undefined}
      className={className}
      style={style}
      onPointerEnter={({ pointerType, currentTarget: anchor }) => {
        if (pointerType === "mouse" && !isDismissed.current) show({ item, anchor }, pointedMs);
      }}
      onPointerLeave={({ pointerType }) => {
        if (pointerType === "mouse") hide(100, item);
      }}
      onPointerDown={({ pointerType }) => {
        pointer.current = pointerType;
      }}
      onFocus={({ currentTarget: anchor }) => {
        if (anchor.matches(":focus-visible")) show({ item, anchor }, 0);
      }}
      onBlur={() => hide(0, item)}
      onClick={(event) => {
        if (pointer.current !== "touch" || isShown) return;
        event.preventDefault();
        show({ item, anchor: event.currentTarget }, 0);
      }}
    >
      <span className="sr-only">{sayItem(item, { timezone, money })}</span>
      <span aria-hidden className="contents">
        {children}
      </span>
    </Link>
  );
}

type ChipProps = Pick<SessionLinkProps, "workspace" | "item" | "timezone" | "isReachable">;

/** A session in a line: its type's colour and icon, and its title. */
export function SessionChip(link: ChipProps) {
  const { session } = link.item;
  return (
    <SessionLink
      {...link}
      className="relative flex h-6 items-center gap-1.5 rounded-md border-l-3 bg-[color-mix(in_oklab,var(--type)_12%,var(--surface))] px-1.5 text-xs hover:bg-[color-mix(in_oklab,var(--type)_24%,var(--surface))]"
      style={markStyle(session.type)}
    >
      <TypeIcon item={link.item} />
      <span dir="auto" className="min-w-0 flex-1 truncate text-left">
        {session.title}
      </span>
    </SessionLink>
  );
}

/** The type's colour, for whatever of a mark is drawn in it. */
export const markStyle = (type: SessionOfDay["session"]["type"]) => ({
  "--type": typeColours[type],
  borderLeftColor: typeColours[type],
});

/** The type's icon; while the session goes on, the pulse of what is live. */
export function TypeIcon({ item: { session } }: { item: SessionOfDay }) {
  const Icon = typeIcons[session.type];
  if (session.status === "active")
    return <span className="pulse m-0.5 size-2.5 shrink-0 rounded-full bg-accent" aria-hidden />;
  return <Icon className="size-3.5 shrink-0 text-muted" aria-hidden />;
}
