import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { Button } from "./button.tsx";

type CopyButtonProps = {
  text: string;
  /** What is copied, for those who do not see what stands beside it. */
  label: string;
  /** Shows the word as well. */
  hasWord?: boolean;
};

/** Copies a text, and says so for a moment. */
export function CopyButton({ text, label, hasWord = false }: CopyButtonProps) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 1_500);
  };
  return (
    <Button
      look="ghost"
      size={hasWord ? "small" : "icon"}
      aria-label={isCopied ? "Copied" : label}
      onClick={() => void copy()}
    >
      {isCopied ? <Check /> : <Copy />}
      {hasWord && (isCopied ? "Copied" : "Copy")}
    </Button>
  );
}
