import { Button } from "./button.tsx";

type ModalActionsProps = { does: string; isPending: boolean; onClose: () => void };

/** The way out of a form, and what it does. */
export const ModalActions = ({ does, isPending, onClose }: ModalActionsProps) => (
  <div className="flex justify-end gap-2">
    <Button onClick={onClose}>Cancel</Button>
    <Button type="submit" look="primary" disabled={isPending}>
      {does}
    </Button>
  </div>
);
