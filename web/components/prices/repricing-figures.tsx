import type { Repricing } from "#contract/prices.ts";
import { formatCount, formatUsd, formatUsdExactly } from "#web/lib/format.ts";

type Figures = Repricing["byModel"][number];

const head = "py-1.5 pr-3 text-left whitespace-nowrap text-sm font-medium text-muted last:pr-0";
const cell = "border-t py-1.5 pr-3 align-top last:pr-0";

/** Before and after, by model. */
export const RepricingFigures = ({ pass }: { pass: Repricing }) => (
  <table className="w-full border-collapse text-sm">
    <thead>
      <tr>
        <th className={head}>Model</th>
        <th className={`${head} text-right`}>Responses</th>
        <th className={`${head} text-right`}>Before</th>
        <th className={`${head} text-right`}>After</th>
      </tr>
    </thead>
    <tbody>
      {pass.byModel.map((one) => (
        <Row key={one.model} name={one.model ?? "unknown model"} figures={one} />
      ))}
      {pass.byModel.length > 1 && <Row name="All" figures={{ ...pass, model: null }} isSum />}
    </tbody>
  </table>
);

function Row({
  name,
  figures,
  isSum = false,
}: {
  name: string;
  figures: Figures;
  isSum?: boolean;
}) {
  const { changedEvents, beforeNanoUsd, afterNanoUsd, unpricedBefore, unpricedAfter } = figures;
  return (
    <tr className={isSum ? "font-medium" : ""}>
      <td className={`${cell} ${isSum ? "" : "font-mono"}`}>{name}</td>
      <td className={`${cell} text-right whitespace-nowrap`}>{formatCount(changedEvents)}</td>
      <td className={`${cell} text-right whitespace-nowrap`}>
        <Sum nanoUsd={beforeNanoUsd} unpriced={unpricedBefore} events={changedEvents} />
      </td>
      <td className={`${cell} text-right whitespace-nowrap`}>
        <Sum nanoUsd={afterNanoUsd} unpriced={unpricedAfter} events={changedEvents} />
      </td>
    </tr>
  );
}

type SumProps = { nanoUsd: number; unpriced: number; events: number };

/** What has no price is not free. */
function Sum({ nanoUsd, unpriced, events }: SumProps) {
  if (unpriced === events) return <span className="text-warning">unpriced</span>;
  return (
    <>
      <span title={formatUsdExactly(nanoUsd)}>{formatUsd(nanoUsd)}</span>
      {unpriced > 0 && <span className="block text-warning">{formatCount(unpriced)} unpriced</span>}
    </>
  );
}
