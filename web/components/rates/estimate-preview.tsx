import { useState } from "react";
import {
  cardRate,
  complexities,
  type Complexity,
  decimalVibe,
  estimateWork,
  nanoUsdOf,
  type VibeRates,
} from "#contract/vibe-rule.ts";
import { Field, inputStyle } from "#web/components/ui/field.tsx";
import { formatUsd, formatVibeAmount } from "#web/lib/format.ts";
import { complexityNames } from "#web/lib/rate-draft.ts";

type Work = { model: string; input: string; output: string; images: string; searches: string };

const example: Work = { model: "", input: "10", output: "0", images: "4", searches: "0" };

/** What a piece of work comes to by the rates as they stand in the form. */
export function EstimatePreview({ rates }: { rates: VibeRates | null }) {
  const [work, setWork] = useState(example);
  const [complexity, setComplexity] = useState<Complexity>("complex");
  const names = rates?.models.map(({ model }) => model) ?? [];
  const model = names.includes(work.model) ? work.model : (names[0] ?? "");
  return (
    <section className="card grid grid-cols-1 gap-4 p-5" aria-label="Preview">
      <h2 className="font-medium">What work comes to</h2>
      <Pick label="Model" value={model} options={names} onPick={(one) => set({ model: one })} />
      <div className="grid grid-cols-2 gap-4">
        {counts.map(([name, label]) => (
          <Field
            key={name}
            label={label}
            inputMode="decimal"
            autoComplete="off"
            value={work[name]}
            onChange={({ target }) => set({ [name]: target.value })}
          />
        ))}
      </div>
      <Pick
        label="Complexity"
        value={complexity}
        options={complexities}
        nameOf={(one) => complexityNames[one]}
        onPick={setComplexity}
      />
      <Result rates={rates} work={{ ...work, model }} complexity={complexity} />
    </section>
  );

  function set(change: Partial<Work>) {
    setWork({ ...work, ...change });
  }
}

const counts = [
  ["input", "Million tokens in"],
  ["output", "Million tokens out"],
  ["images", "Images"],
  ["searches", "Searches"],
] as const satisfies [keyof Work, string][];

type PickProps<T extends string> = {
  label: string;
  value: T;
  options: readonly T[];
  nameOf?: (one: T) => string;
  onPick: (one: T) => void;
};

function Pick<T extends string>({ label, value, options, nameOf, onPick }: PickProps<T>) {
  return (
    <label className="grid gap-1.5 text-sm font-medium">
      {label}
      <select
        className={`${inputStyle} font-normal`}
        value={value}
        onChange={({ target }) => {
          const picked = options.find((one) => one === target.value);
          if (picked) onPick(picked);
        }}
      >
        {options.map((one) => (
          <option key={one} value={one}>
            {nameOf?.(one) ?? one}
          </option>
        ))}
      </select>
    </label>
  );
}

type ResultProps = { rates: VibeRates | null; work: Work; complexity: Complexity };

function Result({ rates, work, complexity }: ResultProps) {
  const input = countOf(work.input, 1e6);
  const output = countOf(work.output, 1e6);
  const images = countOf(work.images);
  const searches = countOf(work.searches);
  if (!rates || input === null || output === null || images === null || searches === null) {
    return <p className="text-sm text-muted">Mend what is marked or not a number to see it.</p>;
  }
  const rate = cardRate(rates, work.model);
  const tokens = rate ? [{ input, output, rate }] : [];
  const { base, total } = estimateWork({ tokens, images, searches, complexity }, rates);
  const usd = Number(nanoUsdOf(total, rates.usdPerVibe));
  return (
    <p aria-live="polite" className="border-t pt-4">
      <span className="text-sm text-muted">
        {shown(base)} × {rates.multipliers[complexity]}
      </span>
      <span className="block text-xl font-semibold">{shown(total)} VIBE</span>
      <span className="text-sm text-muted">{formatUsd(usd)}</span>
    </p>
  );
}

const shown = (nanoVibe: bigint) => formatVibeAmount(Number(decimalVibe(nanoVibe)));

/** A whole number of something, of which so many make one of those that are typed. */
function countOf(text: string, each = 1): number | null {
  const plain = text.trim() || "0";
  if (!/^\d{1,6}(?:\.\d{1,6})?$/.test(plain)) return null;
  const count = Math.round(Number(plain) * each);
  return each === 1 && plain.includes(".") ? null : count;
}
