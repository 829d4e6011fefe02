import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { Button } from "./button.tsx";

/** A command to copy. */
export function CopyLine({ text }: { text: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 1_500);
  };
  return (
    <div className="flex items-center gap-2 rounded-lg border bg-raised py-1 pr-1 pl-3 text-text">
      <code
        className="min-w-0 flex-1 overflow-x-auto font-mono text-sm whitespace-nowrap"
        // Scrolled by keyboard, too.
        tabIndex={0}
      >
        {text}
      </code>
      <Button
        look="ghost"
        size="icon"
        aria-label={isCopied ? "Copied" : `Copy ${text}`}
        onClick={() => void copy()}
      >
        {isCopied ? <Check /> : <Copy />}
      </Button>
    </div>
  );
}
