import { type ReactNode, useEffect } from "react";

let locks = 0;

/**
 * Stands in for the package of this name, which locks the page behind a dialog with an injected <style>. This one sets
 * the property on the element, which the content security policy allows.
 */
export function RemoveScroll({
  children,
  enabled = true,
}: {
  children?: ReactNode;
  enabled?: boolean;
}) {
  useEffect(() => {
    if (!enabled) return undefined;
    locks += 1;
    document.documentElement.style.overflow = "hidden";
    return () => {
      locks -= 1;
      if (locks === 0) document.documentElement.style.overflow = "";
    };
  }, [enabled]);
  return <>{children}</>;
}
