import { type ReactNode, useEffect } from "react";
import { Wordmark } from "./wordmark.tsx";

type FrontPageProps = { title: string; children: ReactNode; below?: ReactNode };

/** A page with one question, before or beside the workspace. */
export function FrontPage({ title, children, below }: FrontPageProps) {
  useEffect(() => {
    document.title = `${title} · Stint`;
  }, [title]);
  return (
    <main className="grid min-h-dvh place-items-center p-4">
      <div className="grid w-full max-w-md grid-cols-1 gap-6">
        <Wordmark />
        <div className="card p-6 shadow-float">{children}</div>
        <div className="grid gap-1 text-center text-sm text-muted">{below}</div>
      </div>
    </main>
  );
}
