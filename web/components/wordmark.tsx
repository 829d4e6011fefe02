/** A short stroke on a timeline. */
export function Wordmark({ className }: { className?: string }) {
  return (
    <span className={`inline-flex items-center gap-2 ${className ?? ""}`}>
      <svg viewBox="0 0 24 24" className="size-6" fill="none" aria-hidden>
        <path
          d="M2 12h20"
          className="stroke-line-strong"
          strokeWidth="1.75"
          strokeLinecap="round"
        />
        <path d="M7.5 12h8" className="stroke-accent" strokeWidth="5.5" strokeLinecap="round" />
      </svg>
      <span className="text-lg font-semibold tracking-tight">Stint</span>
    </span>
  );
}
