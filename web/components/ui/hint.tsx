import { Tooltip } from "radix-ui";
import type { ReactElement, ReactNode } from "react";

type HintProps = { says: ReactNode; children: ReactElement };

/** A tooltip over anything that can be focused or pointed at. */
export function Hint({ says, children }: HintProps) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content
          sideOffset={6}
          collisionPadding={8}
          className="z-50 max-w-72 rounded-lg border bg-surface px-2.5 py-1.5 text-sm text-text shadow-float"
        >
          {says}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}

/** A text with a tooltip, reachable by keyboard. */
export function HintedText({
  says,
  children,
  className,
}: {
  says: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  return (
    <Hint says={says}>
      <button type="button" className={`cursor-default text-left ${className ?? ""}`}>
        {children}
      </button>
    </Hint>
  );
}
