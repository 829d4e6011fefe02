import { useMutation } from "@tanstack/react-query";
import { Dialog } from "radix-ui";
import { type ReactElement, type ReactNode, useState } from "react";
import { Button } from "./button.tsx";
import { Refusal } from "./states.tsx";

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
  const { mutate, isPending, error } = useMutation({
    mutationFn: onConfirm,
    onSuccess: () => setOpen(false),
  });
  return (
    <Dialog.Root open={isOpen} onOpenChange={setOpen}>
      <Dialog.Trigger asChild>{trigger}</Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/40" />
        <Dialog.Content className="fixed top-1/2 left-1/2 z-50 grid w-[min(440px,calc(100vw-32px))] -translate-x-1/2 -translate-y-1/2 gap-3 rounded-xl border bg-surface p-5 shadow-float">
          <Dialog.Title className="text-lg font-semibold">{title}</Dialog.Title>
          <Dialog.Description className="text-muted">{says}</Dialog.Description>
          <Refusal error={error} />
          <div className="mt-2 flex justify-end gap-2">
            <Dialog.Close asChild>
              <Button>Cancel</Button>
            </Dialog.Close>
            <Button look="danger" disabled={isPending} onClick={() => mutate()}>
              {action}
            </Button>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
