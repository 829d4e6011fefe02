import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { X } from "lucide-react";
import type { Workspace } from "#contract/team.ts";
import { formatDate, formatDay } from "#web/lib/format.ts";
import { dayOf, rangeNames } from "#web/lib/range.ts";
import { type SpendSearch, spendDimensions, spendUnits } from "#web/lib/spend-search.ts";
import type { SpendSpan } from "#web/lib/spend-span.ts";
import { costQueries } from "#web/queries/costs.ts";
import { chartData } from "./chart-days.ts";
import { CostChart } from "./cost-chart.tsx";
import { Button, buttonStyle } from "./ui/button.tsx";
import { Choice } from "./ui/choice.tsx";
import { Empty, Failure, Skeleton } from "./ui/states.tsx";

type SpendProps = {
  workspace: Workspace;
  search: SpendSearch;
  span: SpendSpan;
  /** When the first event of all was; null while nobody knows. */
  since: string | null;
};

/** What the chosen range cost, day by day. */
export function Spend(props: SpendProps) {
  const { unit = "cost" } = props.search;
  return (
    <section className="card grid grid-cols-1 gap-4 p-4" aria-label="Spend over time">
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="mr-auto font-medium">
          {unit === "cost" ? "Spend over time" : "Tokens over time"}
        </h2>
        <Choices search={props.search} />
      </div>
      <Chart {...props} />
    </section>
  );
}

function Choices({ search }: { search: SpendSearch }) {
  const { from, to, range = "30d", by = "model", unit = "cost" } = search;
  const isCustom = Boolean(from ?? to);
  return (
    <>
      <Choice
        label="Series"
        value={by}
        options={spendDimensions.map(named)}
        searchOf={(value) => ({ by: value })}
      />
      <Choice
        label="Unit"
        value={unit}
        options={spendUnits.map(named)}
        searchOf={(value) => ({ unit: value })}
      />
      <Choice
        label="Range"
        value={isCustom ? null : range}
        options={rangeNames.map(named)}
        searchOf={(value) => ({ range: value, from: undefined, to: undefined })}
      />
      {isCustom && (
        <Link
          to="."
          search={(known: object) => ({ ...known, from: undefined, to: undefined })}
          resetScroll={false}
          aria-label="Leave this range"
          className={buttonStyle({ look: "plain" })}
        >
          {from ? formatDay(from) : "the first day"} – {to ? formatDay(to) : "today"}
          <X aria-hidden />
        </Link>
      )}
    </>
  );
}

const named = <T extends string>(value: T) => ({ value, label: value });

function Chart({ workspace, search, span, since }: SpendProps) {
  const { slug, timezone } = workspace;
  const { by = "model", unit = "cost" } = search;
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery({
    ...costQueries.by(slug, { ...span.range, dimension: by, bucket: span.bucket }),
    // By the day or by the week follows from where it begins.
    enabled: span.first !== null,
  });
  if (error && !data)
    return <Failure what="The chart" error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton className="h-80" />;

  const show = (change: SpendSearch) =>
    void navigate({ to: ".", search: (known) => ({ ...known, ...change }), resetScroll: false });
  if (data.items.length === 0) {
    const firstDay = since && dayOf(Date.parse(since), timezone);
    return <Nothing firstDay={firstDay} onShowAll={() => show(everything)} />;
  }
  return (
    <CostChart
      title={`Spend by ${by}`}
      data={chartData(data, unit, span)}
      unit={unit}
      onOpen={(from, to) =>
        void navigate({
          to: "/w/$workspace/sessions",
          params: { workspace: slug },
          search: { from, to },
        })
      }
      onZoom={(from, to) => show({ range: undefined, from, to })}
    />
  );
}

const everything: SpendSearch = { range: "all", from: undefined, to: undefined };

type NothingProps = { firstDay: string | null; onShowAll: () => void };

function Nothing({ firstDay, onShowAll }: NothingProps) {
  return (
    <Empty
      title="Nothing in this range"
      action={firstDay && <Button onClick={onShowAll}>Show everything</Button>}
    >
      {firstDay && `The first work here was on ${formatDate(firstDay)}.`}
    </Empty>
  );
}
