import { Plus, X } from "lucide-react";
import { Button } from "#web/components/ui/button.tsx";
import { inputStyle } from "#web/components/ui/field.tsx";
import { type RateDraft, rateOf } from "#web/lib/rate-draft.ts";
import type { RatePartProps } from "./rate-form.tsx";

const rowStyle =
  "grid gap-2 grid-cols-[minmax(0,1fr)_minmax(0,1fr)_auto] sm:grid-cols-[minmax(0,2fr)_minmax(0,1fr)_minmax(0,1fr)_auto]";

type ModelDraft = RateDraft["models"][number];

/** The models of the card, in VIBE for a million tokens. */
export function ModelRates({ draft, onChange, isTried }: RatePartProps) {
  const { models } = draft;
  const change = (id: number, changed: Partial<ModelDraft>) =>
    onChange({ models: models.map((one) => (one.id === id ? { ...one, ...changed } : one)) });
  const add = () => {
    const id = Math.max(-1, ...models.map((one) => one.id)) + 1;
    const made = { id, model: "", inputPerMillion: "", outputPerMillion: "" };
    onChange({ models: [...models, made] });
  };
  return (
    <fieldset className="grid grid-cols-1 gap-2">
      <legend className="mb-2 text-sm text-muted">Models, in VIBE for a million tokens</legend>
      <p aria-hidden className={`${rowStyle} text-sm font-medium max-sm:hidden`}>
        <span>Model</span>
        <span>Input</span>
        <span>Output</span>
        <span className="w-8" />
      </p>
      <ul className="grid gap-3">
        {models.map((one, nth) => (
          <ModelRow
            key={one.id}
            model={one}
            isTried={isTried}
            isTwice={models.some((other, at) => at < nth && isSame(other, one))}
            onChange={(changed) => change(one.id, changed)}
            onRemove={() => onChange({ models: models.filter(({ id }) => id !== one.id) })}
          />
        ))}
      </ul>
      <Button className="justify-self-start" onClick={add}>
        <Plus aria-hidden /> Add a model
      </Button>
    </fieldset>
  );
}

const isSame = (a: ModelDraft, b: ModelDraft) => a.model.trim() === b.model.trim();

type ModelRowProps = {
  model: ModelDraft;
  isTried: boolean;
  isTwice: boolean;
  onChange: (change: Partial<ModelDraft>) => void;
  onRemove: () => void;
};

function ModelRow({ model, isTried, isTwice, onChange, onRemove }: ModelRowProps) {
  const name = model.model || "new model";
  const rate = { inputMode: "decimal", autoComplete: "off", className: inputStyle } as const;
  const isWrong = (text: string) => isTried && rateOf(text) === null;
  return (
    <li className={rowStyle}>
      <input
        className={`${inputStyle} col-span-3 font-mono sm:col-span-1`}
        aria-label="Model"
        aria-invalid={isTried && (!model.model.trim() || isTwice)}
        placeholder="claude-opus-4-6"
        autoComplete="off"
        value={model.model}
        onChange={({ target }) => onChange({ model: target.value })}
      />
      <input
        {...rate}
        aria-label={`Input of ${name}`}
        aria-invalid={isWrong(model.inputPerMillion)}
        placeholder="input"
        value={model.inputPerMillion}
        onChange={({ target }) => onChange({ inputPerMillion: target.value })}
      />
      <input
        {...rate}
        aria-label={`Output of ${name}`}
        aria-invalid={isWrong(model.outputPerMillion)}
        placeholder="output"
        value={model.outputPerMillion}
        onChange={({ target }) => onChange({ outputPerMillion: target.value })}
      />
      <Button
        look="ghost"
        size="icon"
        className="self-center"
        aria-label={`Remove ${name}`}
        onClick={onRemove}
      >
        <X />
      </Button>
    </li>
  );
}
