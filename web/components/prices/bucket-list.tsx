import type { BucketPrices } from "#contract/prices.ts";
import { formatRate } from "#web/lib/format.ts";
import { bucketNames, buckets } from "#web/lib/price-book.ts";

/** Dollars for a million tokens, bucket by bucket. */
export const BucketList = ({ prices }: { prices: BucketPrices }) => (
  <dl className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
    {buckets.map((bucket) => (
      <div key={bucket} className="flex gap-1.5">
        <dt className="text-muted">{bucketNames[bucket]}</dt>
        <dd>{formatRate(prices[bucket])}</dd>
      </div>
    ))}
  </dl>
);
