import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useDeferredValue, useState } from "react";
import type { KnownModelList } from "#contract/prices.ts";
import { Field } from "#web/components/ui/field.tsx";
import { Failure, SkeletonRows } from "#web/components/ui/states.tsx";
import { formatRate } from "#web/lib/format.ts";
import { withAlias } from "#web/lib/price-book.ts";
import { priceQueries } from "#web/queries/prices.ts";
import { FormActions } from "./form-actions.tsx";
import type { FieldsProps } from "./price-form.tsx";

/** A known model, found by its name. */
export function AliasFields({ workspace, list, model, onSubmit, onCancel, save }: FieldsProps) {
  const known = list.aliases.find((one) => one.model === model)?.knownModel;
  const [text, setText] = useState(known ?? "");
  const [chosen, setChosen] = useState(known);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (chosen) onSubmit(withAlias(list, model, chosen));
  };
  const hasOwn = list.overrides.some((one) => one.model === model);
  return (
    <form className="grid grid-cols-1 gap-4" onSubmit={submit}>
      <Field
        label="Find a model"
        type="search"
        maxLength={100}
        placeholder="opus 4"
        value={text}
        hint={hasOwn ? "Its prices of its own are removed." : undefined}
        onChange={({ target }) => setText(target.value)}
      />
      <KnownModels workspace={workspace} text={text} chosen={chosen} onChoose={setChosen} />
      <FormActions isReady={chosen !== undefined} save={save} onCancel={onCancel} />
    </form>
  );
}

type KnownModelsProps = {
  workspace: string;
  text: string;
  chosen: string | undefined;
  onChoose: (model: string) => void;
};

function KnownModels({ workspace, text, chosen, onChoose }: KnownModelsProps) {
  const q = useDeferredValue(text.trim());
  const { data, error, refetch } = useQuery(priceQueries.models(workspace, q));
  if (error && !data)
    return <Failure what="The models" error={error} onRetry={() => void refetch()} />;
  if (!data) return <SkeletonRows rows={3} />;
  return (
    <fieldset className="max-h-56 overflow-y-auto rounded-lg border">
      <legend className="sr-only">Known models</legend>
      {data.items.length === 0 && (
        <p className="p-3 text-sm text-muted">No model of that name. Set prices of its own.</p>
      )}
      {data.items.map((item) => (
        <KnownModel
          key={item.model}
          item={item}
          isChosen={item.model === chosen}
          onChoose={onChoose}
        />
      ))}
    </fieldset>
  );
}

type KnownModelProps = {
  item: KnownModelList["items"][number];
  isChosen: boolean;
  onChoose: (model: string) => void;
};

const KnownModel = ({ item, isChosen, onChoose }: KnownModelProps) => (
  <label className="flex cursor-pointer flex-wrap items-center gap-x-3 border-b px-3 py-2 last:border-b-0 hover:bg-raised has-checked:bg-accent-soft">
    <input
      type="radio"
      name="known"
      className="accent-accent"
      checked={isChosen}
      onChange={() => onChoose(item.model)}
    />
    <span className="min-w-0 flex-1">
      <span className="font-mono text-sm">{item.model}</span>{" "}
      <span className="text-sm text-muted">{item.provider}</span>
    </span>
    <span className="text-sm text-muted">
      {formatRate(item.usdPerMillion.input)} in, {formatRate(item.usdPerMillion.output)} out
    </span>
  </label>
);
