import { Dialog } from "radix-ui";
import { type ReactElement, type ReactNode, useState } from "react";
import { Button } from "./button.tsx";

type ConfirmProps = {
  trigger: ReactElement;
  title: string;
  says: ReactNode;
  action: string;
  onConfirm: () => Promise<unknown>;
};

/** Asks before what cannot be undone. */
export function Confirm({ trigger, title, says, action, onConfirm }: ConfirmProps) {
  const [isOpen, setOpen] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const confirm = async () => {
    setBusy(true);
    setError(null);
    try {
      await onConfirm();
      setOpen(false);
    } catch (failure) {
      setError(failure instanceof Error ? failure.message : String(failure));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog.Root open={isOpen} onOpenChange={setOpen}>
      <Dialog.Trigger asChild>{trigger}</Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/40" />
        <Dialog.Content className="fixed top-1/2 left-1/2 z-50 grid w-[min(440px,calc(100vw-32px))] -translate-x-1/2 -translate-y-1/2 gap-3 rounded-xl border bg-surface p-5 shadow-float">
          <Dialog.Title className="text-lg font-semibold">{title}</Dialog.Title>
          <Dialog.Description className="text-muted">{says}</Dialog.Description>
          {error && <p className="text-danger">{error}</p>}
          <div className="mt-2 flex justify-end gap-2">
            <Dialog.Close asChild>
              <Button>Cancel</Button>
            </Dialog.Close>
            <Button look="danger" disabled={isBusy} onClick={() => void confirm()}>
              {action}
            </Button>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
