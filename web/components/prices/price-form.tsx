import { useMutation, useQueryClient } from "@tanstack/react-query";
import { clsx } from "clsx";
import { useState } from "react";
import type { PriceBookInput, PriceList } from "#contract/prices.ts";
import { Modal } from "#web/components/ui/modal.tsx";
import { priceQueries, savePrices } from "#web/queries/prices.ts";
import { AliasFields } from "./alias-fields.tsx";
import { OverrideFields } from "./override-fields.tsx";

type PriceFormProps = { workspace: string; list: PriceList; model: string; onClose: () => void };

/** Prices one model: as another one that is known, or by what the workspace pays. */
export function PriceForm({ workspace, list, model, onClose }: PriceFormProps) {
  const [way, setWay] = useState(() => firstWay(list, model));
  const save = useSavePrices(workspace);
  const submit = (book: PriceBookInput) => save.mutate(book, { onSuccess: onClose });
  const fields = { workspace, list, model, onSubmit: submit, onCancel: onClose, save };
  return (
    <Modal
      title={
        <>
          Price of <code className="font-mono">{model}</code>
        </>
      }
      says="It holds for events from now on. Past ones keep theirs until you re-price them."
      onClose={onClose}
    >
      <fieldset className="inline-flex justify-self-start rounded-lg border p-0.5">
        <legend className="sr-only">How it is priced</legend>
        {ways.map(({ value, label }) => (
          <label
            key={value}
            className={clsx(
              "cursor-pointer rounded-md px-2.5 py-1 text-sm has-focus-visible:outline-2 has-focus-visible:outline-accent",
              way === value ? "bg-raised font-medium" : "text-muted hover:text-text",
            )}
          >
            <input
              type="radio"
              name="way"
              className="sr-only"
              checked={way === value}
              onChange={() => setWay(value)}
            />
            {label}
          </label>
        ))}
      </fieldset>
      {way === "alias" ? <AliasFields {...fields} /> : <OverrideFields {...fields} />}
    </Modal>
  );
}

const ways = [
  { value: "alias", label: "As a known model" },
  { value: "override", label: "Prices of its own" },
] as const;

type Way = (typeof ways)[number]["value"];

function firstWay({ items, overrides }: PriceList, model: string): Way {
  const isOwn = overrides.some((one) => one.model === model);
  const isKnown = items.some((one) => one.model === model && one.price?.source === "table");
  return isOwn || isKnown ? "override" : "alias";
}

/** What the two ways of pricing are given. */
export type FieldsProps = {
  workspace: string;
  list: PriceList;
  model: string;
  onSubmit: (book: PriceBookInput) => void;
  onCancel: () => void;
  save: { isPending: boolean; error: Error | null };
};

/** Saves all of a workspace's own prices; the answer is the list as it is then. */
export function useSavePrices(workspace: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (book: PriceBookInput) => savePrices(workspace, book),
    onSuccess: (list) => {
      client.setQueryData(priceQueries.list(workspace).queryKey, list);
      return client.invalidateQueries({ queryKey: priceQueries.audit(workspace).queryKey });
    },
    // Somebody else was faster: what they saved is what one decides upon.
    onError: () => client.invalidateQueries({ queryKey: priceQueries.list(workspace).queryKey }),
  });
}
