import { type ComponentProps, useId } from "react";

type TextAreaProps = ComponentProps<"textarea"> & { label: string; hint?: string };

/** Several lines, with a label above. */
export function TextArea({ label, hint, ...props }: TextAreaProps) {
  const id = useId();
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <textarea
        id={id}
        rows={3}
        aria-describedby={hint ? `${id}-note` : undefined}
        className="w-full resize-y rounded-lg border bg-surface px-3 py-2 text-base text-text placeholder:text-faint hover:border-line-strong"
        {...props}
      />
      {hint && (
        <p id={`${id}-note`} className="text-sm text-muted">
          {hint}
        </p>
      )}
    </div>
  );
}
