import { useRouter } from "@tanstack/react-router";
import { useEffect } from "react";

const isLost = () =>
  document.activeElement === document.body || document.activeElement?.id === "main";

/** What had the focus went away with its page: the next Tab begins at the new one, not at the top of the window. */
export function useFocusOnPage(): void {
  const router = useRouter();
  useEffect(
    () =>
      router.subscribe("onRendered", ({ fromLocation, pathChanged }) => {
        if (!fromLocation || !pathChanged || !isLost()) return;
        document.querySelector<HTMLElement>("#main")?.focus({ preventScroll: true });
      }),
    [router],
  );
}

let lastOpened: string | null = null;

/** Remembers what of a list was opened, for whoever comes back. */
export const rememberOpened = (id: string) => {
  lastOpened = id;
};

/** Puts the focus where one left the list, unless it is somewhere already. */
export function focusLastOpened(list: HTMLElement): void {
  if (lastOpened === null || !isLost()) return;
  const rows = [...list.querySelectorAll<HTMLElement>(`[data-row="${CSS.escape(lastOpened)}"]`)];
  rows.find((row) => row.offsetParent !== null)?.focus({ preventScroll: true });
}
