import { Dialog } from "radix-ui";
import type { ReactNode } from "react";
import { useReturnFocus } from "#web/lib/use-return-focus.ts";

type ModalProps = { title: ReactNode; says?: ReactNode; onClose: () => void; children: ReactNode };

/** A form over the page; what is open stands in the URL of the page that shows it. */
export function Modal({ title, says, onClose, children }: ModalProps) {
  const returnFocus = useReturnFocus();
  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/40" />
        <Dialog.Content
          onOpenAutoFocus={focusFirstField}
          onCloseAutoFocus={returnFocus}
          {...(says ? {} : { "aria-describedby": undefined })}
          className="fixed top-1/2 left-1/2 z-50 grid max-h-[calc(100dvh-32px)] w-[min(560px,calc(100vw-32px))] -translate-x-1/2 -translate-y-1/2 grid-cols-1 gap-4 overflow-y-auto rounded-xl border bg-surface p-5 shadow-float"
        >
          <div className="grid gap-1">
            <Dialog.Title className="text-lg font-semibold">{title}</Dialog.Title>
            {says && <Dialog.Description className="text-sm text-muted">{says}</Dialog.Description>}
          </div>
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** What one types in comes first, not the close button or the first of some choices. */
function focusFirstField(event: Event): void {
  const dialog = event.currentTarget;
  if (!(dialog instanceof HTMLElement)) return;
  const field = dialog.querySelector<HTMLElement>("input:not([type=radio]), select, textarea");
  if (!field) return;
  event.preventDefault();
  field.focus();
}
