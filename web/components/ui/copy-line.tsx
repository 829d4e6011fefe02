import { useCopy } from "#web/lib/use-copy.ts";
import { CopyButton } from "./copy-button.tsx";

/** A command to copy. */
export function CopyLine({ text }: { text: string }) {
  const { shown, ...copying } = useCopy<HTMLElement>(text);
  return (
    <div className="flex items-center gap-2 rounded-lg border bg-raised py-1 pr-1 pl-3 text-text">
      <code
        ref={shown}
        className="min-w-0 flex-1 overflow-x-auto font-mono text-sm whitespace-nowrap"
        // Scrolled by keyboard, too.
        tabIndex={0}
      >
        {text}
      </code>
      <CopyButton copying={copying} label={`Copy ${text}`} />
    </div>
  );
}
