import { complexities } from "#contract/vibe-rule.ts";
import { Field } from "#web/components/ui/field.tsx";
import { complexityNames, multiplierOf, rateOf, worthOf } from "#web/lib/rate-draft.ts";
import type { RatePartProps } from "./rate-form.tsx";

/** What a VIBE is worth, what is counted by the piece, and what complexity multiplies with. */
export function PieceRates({ draft, onChange, isTried }: RatePartProps) {
  const fault = (value: number | null, words: string) =>
    isTried && value === null ? words : undefined;
  const plain = { inputMode: "decimal", autoComplete: "off" } as const;
  const amount = "Type VIBE with at most three decimals, such as 4000.";
  const factor = "Type a number with at most three decimals, such as 1.5.";
  return (
    <>
      <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
        <Field
          {...plain}
          label="Dollars for one VIBE"
          hint="Actual costs are dollars divided by this."
          value={draft.usdPerVibe}
          error={fault(worthOf(draft.usdPerVibe), "Type dollars, such as 0.001.")}
          onChange={({ target }) => onChange({ usdPerVibe: target.value })}
        />
        <Field
          {...plain}
          label="Markup on other models"
          hint="Models that are not below have their price times this."
          value={draft.markup}
          error={fault(multiplierOf(draft.markup, 0), factor)}
          onChange={({ target }) => onChange({ markup: target.value })}
        />
        <Field
          {...plain}
          label="VIBE for an image"
          value={draft.image}
          error={fault(rateOf(draft.image), amount)}
          onChange={({ target }) => onChange({ image: target.value })}
        />
        <Field
          {...plain}
          label="VIBE for a search"
          value={draft.search}
          error={fault(rateOf(draft.search), amount)}
          onChange={({ target }) => onChange({ search: target.value })}
        />
      </div>
      <fieldset className="grid grid-cols-2 gap-4 sm:grid-cols-4">
        <legend className="mb-2 text-sm text-muted">Complexity multiplies an estimate</legend>
        {complexities.map((one) => (
          <Field
            key={one}
            {...plain}
            label={complexityNames[one]}
            value={draft.multipliers[one]}
            error={fault(multiplierOf(draft.multipliers[one]), factor)}
            onChange={({ target }) =>
              onChange({ multipliers: { ...draft.multipliers, [one]: target.value } })
            }
          />
        ))}
      </fieldset>
    </>
  );
}
