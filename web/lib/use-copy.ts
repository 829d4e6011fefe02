import { type RefObject, useRef, useState } from "react";

/** Copies a text, and tells so for a moment. Where the browser forbids it, the text is selected instead. */
export function useCopy<Shown extends HTMLElement>(text: string) {
  const shown: RefObject<Shown | null> = useRef<Shown>(null);
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    try {
      // Without https there is no clipboard at all.
      await navigator.clipboard.writeText(text);
      setCopied(true);
      setTimeout(() => setCopied(false), 1_500);
    } catch {
      if (shown.current) getSelection()?.selectAllChildren(shown.current);
    }
  };
  return { shown, isCopied, copy: () => void copy() };
}
