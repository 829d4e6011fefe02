import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { Button } from "./button.tsx";

type CopyBlockProps = {
  /** What it is, such as the file that it goes into. */
  label: string;
  text: string;
};

/** Several lines to copy. */
export function CopyBlock({ label, text }: CopyBlockProps) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 1_500);
  };
  return (
    <figure className="grid grid-cols-1 overflow-clip rounded-lg border">
      <figcaption className="flex items-center gap-2 border-b py-1 pr-1 pl-3">
        <code className="min-w-0 flex-1 truncate font-mono text-sm text-muted">{label}</code>
        <Button
          look="ghost"
          aria-label={isCopied ? "Copied" : `Copy what goes into ${label}`}
          onClick={() => void copy()}
        >
          {isCopied ? <Check /> : <Copy />}
          {isCopied ? "Copied" : "Copy"}
        </Button>
      </figcaption>
      {/* Scrolled by keyboard, too. */}
      <pre
        className="overflow-x-auto bg-raised p-3 font-mono text-sm"
        tabIndex={0}
        role="region"
        aria-label={label}
      >
        {text}
      </pre>
    </figure>
  );
}
