import { Button } from "#web/components/ui/button.tsx";
import { Refusal } from "#web/components/ui/states.tsx";

type FormActionsProps = {
  isReady?: boolean;
  save: { isPending: boolean; error: Error | null };
  onCancel: () => void;
};

/** The end of a form in a dialog: what went wrong, and the two ways out. */
export function FormActions({ isReady = true, save, onCancel }: FormActionsProps) {
  return (
    <div className="grid gap-3">
      <Refusal error={save.error} />
      <div className="flex justify-end gap-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" look="primary" disabled={!isReady || save.isPending}>
          Save
        </Button>
      </div>
    </div>
  );
}
