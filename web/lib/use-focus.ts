import { type RefObject, useEffect, useRef } from "react";

/** Puts the cursor into a page's only field. */
export function useFocus(): RefObject<HTMLInputElement | null> {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  return field;
}
