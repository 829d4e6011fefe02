import { useRef } from "react";

/**
 * For a dialog without a trigger of its own: where the focus was when it opened, there it goes when it closes, and to
 * the page where that is gone by then.
 */
export function useReturnFocus(): (event: Event) => void {
  const opener = useRef(document.activeElement);
  return (event) => {
    event.preventDefault();
    const isThere = opener.current?.isConnected && opener.current !== document.body;
    const target = isThere ? opener.current : document.querySelector("#main");
    if (target instanceof HTMLElement) target.focus();
  };
}
