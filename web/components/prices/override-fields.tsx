import { type FormEvent, useState } from "react";
import type { BucketPrices, PriceList } from "#contract/prices.ts";
import { Field } from "#web/components/ui/field.tsx";
import { bucketNames, buckets, priceOf, withOverride } from "#web/lib/price-book.ts";
import { FormActions } from "./form-actions.tsx";
import type { FieldsProps } from "./price-form.tsx";

type Texts = Record<keyof BucketPrices, string>;

/** What each bucket costs, from a day on. */
export function OverrideFields({ list, model, onSubmit, onCancel, save }: FieldsProps) {
  const latest = latestOf(list, model);
  const [from, setFrom] = useState(latest?.from ?? "2025-01-01");
  const [texts, setTexts] = useState(() => textsOf(knownPrices(list, model)));
  const [isTried, setTried] = useState(false);
  const given = completed(texts);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    const prices = pricesOf(given);
    if (prices && from) onSubmit(withOverride(list, { model, from, usdPerMillion: prices }));
  };
  return (
    <form className="grid grid-cols-1 gap-4" noValidate onSubmit={submit}>
      <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
        <Field
          label="From (UTC)"
          type="date"
          required
          value={from}
          error={isTried && !from ? "Choose the day that the prices begin." : undefined}
          onChange={({ target }) => setFrom(target.value)}
        />
        {buckets.map((bucket) => (
          <Field
            key={bucket}
            label={`${bucketNames[bucket]}, $ per million`}
            inputMode="decimal"
            autoComplete="off"
            placeholder={texts[bucket] ? "" : given[bucket]}
            value={texts[bucket]}
            error={
              isTried && priceOf(given[bucket]) === null
                ? "Type dollars for a million tokens, such as 2.50."
                : undefined
            }
            onChange={({ target }) => setTexts({ ...texts, [bucket]: target.value })}
          />
        ))}
      </div>
      <p className="text-sm text-muted">
        Cache prices that you leave empty follow the input. Long requests cost the same; fast mode
        and batch multiply as they do in the price table.
      </p>
      <FormActions save={save} onCancel={onCancel} />
    </form>
  );
}

const latestOf = ({ overrides }: PriceList, model: string) =>
  overrides
    .filter((one) => one.model === model)
    .toSorted((a, b) => (a.from < b.from ? 1 : -1))
    .at(0);

/** Its own prices, else those that it has today. */
function knownPrices(list: PriceList, model: string): BucketPrices | undefined {
  const seen = list.items.find((one) => one.model === model);
  return latestOf(list, model)?.usdPerMillion ?? seen?.price?.usdPerMillion;
}

const mapBuckets = (map: (bucket: keyof BucketPrices) => string): Texts => ({
  input: map("input"),
  output: map("output"),
  cacheRead: map("cacheRead"),
  cacheWrite5m: map("cacheWrite5m"),
  cacheWrite1h: map("cacheWrite1h"),
});

const textsOf = (prices: BucketPrices | undefined) =>
  mapBuckets((bucket) => (prices ? String(prices[bucket]) : ""));

/** Where nobody says otherwise, cached tokens cost what fresh ones do. */
const completed = (texts: Texts) =>
  mapBuckets((bucket) => texts[bucket] || (bucket === "output" ? "" : texts.input));

function pricesOf(texts: Texts): BucketPrices | null {
  const numbers = buckets.map((bucket) => [bucket, priceOf(texts[bucket])] as const);
  if (numbers.some(([, price]) => price === null)) return null;
  return Object.fromEntries(numbers) as BucketPrices;
}
