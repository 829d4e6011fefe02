import { Check, Copy } from "lucide-react";
import { Button } from "./button.tsx";

type CopyButtonProps = {
  /** What `useCopy` answers for the text. */
  copying: { isCopied: boolean; copy: () => void };
  /** What is copied, for those who do not see what stands beside it. */
  label: string;
  /** Shows the word as well. */
  hasWord?: boolean;
};

/** Copies a text, and says so for a moment. */
export function CopyButton({ copying, label, hasWord = false }: CopyButtonProps) {
  const { isCopied, copy } = copying;
  return (
    <Button
      look="ghost"
      size={hasWord ? "small" : "icon"}
      aria-label={isCopied ? "Copied" : label}
      onClick={copy}
    >
      {isCopied ? <Check /> : <Copy />}
      {hasWord && (isCopied ? "Copied" : "Copy")}
    </Button>
  );
}
