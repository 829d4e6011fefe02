import { type ComponentProps, type ReactNode, useId } from "react";
import { classNames } from "#web/lib/class-names.ts";

export const inputStyle =
  "h-10 w-full rounded-lg border bg-surface px-3 text-base text-text placeholder:text-faint hover:border-line-strong disabled:opacity-60";

type FieldProps = ComponentProps<"input"> & {
  label: string;
  hint?: ReactNode;
  error?: string | null;
};

/** Label above, what went wrong below. */
export function Field({ label, hint, error, className, ...props }: FieldProps) {
  const id = useId();
  const note = `${id}-note`;
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <input
        id={id}
        aria-describedby={(error ?? hint) ? note : undefined}
        aria-invalid={error ? true : undefined}
        className={classNames(inputStyle, error && "border-danger", className)}
        {...props}
      />
      <p
        id={note}
        className={classNames(
          "text-sm text-muted",
          error && "text-danger",
          !error && !hint && "hidden",
        )}
      >
        {error ?? hint}
      </p>
    </div>
  );
}
