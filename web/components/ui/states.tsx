import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "./button.tsx";

/** As high as what comes. */
export const Skeleton = ({ className }: { className: string }) => (
  <span aria-hidden className={`skeleton block ${className}`} />
);

/** Several lines of a list that is still on its way. */
export function SkeletonRows({ rows = 5 }: { rows?: number }) {
  return (
    <div className="grid gap-4 p-4" role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, at) => (
        <Skeleton key={at} className="h-5" />
      ))}
    </div>
  );
}

type EmptyProps = {
  title: string;
  /** Nothing else is on the page. */
  isPage?: boolean;
  children?: ReactNode;
  action?: ReactNode;
};

/** Nothing here yet, and what fills it. */
export function Empty({ title, isPage = false, children, action }: EmptyProps) {
  const Heading = isPage ? "h1" : "h2";
  return (
    <div className="mx-auto grid max-w-xl justify-items-center gap-3 px-4 py-12 text-center">
      <svg viewBox="0 0 64 16" className="h-4 w-16" aria-hidden>
        <path d="M2 8h60" className="stroke-line-strong" strokeWidth="2" strokeLinecap="round" />
        <path d="M20 8h14" className="stroke-faint" strokeWidth="6" strokeLinecap="round" />
      </svg>
      <Heading className="text-lg font-semibold">{title}</Heading>
      <div className="grid w-full justify-items-center text-muted">{children}</div>
      {action}
    </div>
  );
}

type FailureProps = { what: string; error: unknown; onRetry?: () => void };

/** What failed, and another try. What was shown before is safe and stays. */
export function Failure({ what, error, onRetry }: FailureProps) {
  const message = error instanceof Error ? error.message : String(error);
  return (
    <div role="alert" className="flex flex-wrap items-center gap-3 p-4 text-sm">
      <CircleAlert className="size-4 shrink-0 text-danger" aria-hidden />
      <p className="min-w-0 flex-1">
        <span className="font-medium">{what} could not be loaded.</span>{" "}
        <span className="text-muted">{message}</span>
      </p>
      {onRetry && <Button onClick={onRetry}>Try again</Button>}
    </div>
  );
}

/** Why what was just asked for did not happen. */
export const Refusal = ({ error }: { error: Error | null }) =>
  error && (
    <p role="alert" className="text-sm text-danger">
      {error.message}
    </p>
  );
