import { ChevronLeft, ChevronRight } from "lucide-react";
import type { SessionSummary } from "#contract/sessions.ts";
import type { CalendarView } from "#web/lib/calendar-days.ts";
import { sessionTypes } from "#web/lib/session-search.ts";
import { typeColours } from "#web/lib/type-colour.ts";
import { typeIcons } from "../session-marks.tsx";
import { Button } from "../ui/button.tsx";
import { Choice } from "../ui/choice.tsx";

type HeadProps = {
  name: string;
  view: CalendarView;
  /** Moves by so many periods; 0 is to the present day. */
  onMove: (periods: number) => void;
};

/** Which period is shown, and the ways to others. */
export function CalendarHead({ name, view, onMove }: HeadProps) {
  return (
    <div className="flex flex-wrap items-center gap-2 border-b px-4 py-3">
      <h2 className="min-w-full flex-1 text-lg font-semibold sm:min-w-0" aria-live="polite">
        {name}
      </h2>
      <Choice
        label="View"
        value={view}
        options={[
          { value: "month", label: "Month" },
          { value: "week", label: "Week" },
        ]}
        searchOf={(value) => ({ view: value === "month" ? undefined : value })}
      />
      <span className="ml-auto flex gap-1 sm:ml-0">
        <Button size="icon" aria-label={`Previous ${view}`} onClick={() => onMove(-1)}>
          <ChevronLeft aria-hidden />
        </Button>
        <Button title="T" onClick={() => onMove(0)}>
          Today
        </Button>
        <Button size="icon" aria-label={`Next ${view}`} onClick={() => onMove(1)}>
          <ChevronRight aria-hidden />
        </Button>
      </span>
    </div>
  );
}

/** What the colours and icons stand for. */
export const TypeLegend = () => (
  <ul className="flex flex-wrap gap-x-4 gap-y-1 border-t px-4 py-3 text-sm text-muted">
    {sessionTypes.map((type) => (
      <LegendItem key={type} type={type} />
    ))}
  </ul>
);

function LegendItem({ type }: { type: SessionSummary["type"] }) {
  const Icon = typeIcons[type];
  return (
    <li
      className="inline-flex items-center gap-1.5 border-l-3 pl-1.5"
      style={{ borderLeftColor: typeColours[type] }}
    >
      <Icon className="size-3.5" aria-hidden /> {type}
    </li>
  );
}
