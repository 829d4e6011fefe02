import { CloudOff } from "lucide-react";
import { useOnline } from "#web/lib/use-online.ts";
import { Ago } from "./time.tsx";

/** Offline is a state and no error: what was loaded stays, and moves again by itself. */
export function OfflineBar({ at }: { at: number | null }) {
  const isOnline = useOnline();
  return (
    <div role="status">
      {!isOnline && (
        <p className="flex items-center gap-2 border-b bg-raised px-4 py-2 text-sm md:px-8">
          <CloudOff className="size-4 shrink-0 text-muted" aria-hidden />
          <span>
            <span className="font-medium">You are offline.</span>{" "}
            <span className="text-muted">
              {at !== null && (
                <>
                  Figures are as of <Ago at={new Date(at).toISOString()} />.{" "}
                </>
              )}
              They go on by themselves once you are back.
            </span>
          </span>
        </p>
      )}
    </div>
  );
}
