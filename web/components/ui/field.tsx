import { clsx } from "clsx";
import { type ComponentProps, type ReactNode, useId } from "react";

const boxStyle =
  "w-full rounded-lg border bg-surface text-text placeholder:text-faint hover:border-line-strong disabled:opacity-60 aria-invalid:border-danger";

export const inputStyle = `${boxStyle} h-10 px-3 text-base`;

/** For a code that is compared or typed sign by sign. */
export const codeStyle = `${boxStyle} h-12 px-3 text-center font-mono text-xl tracking-widest`;

type FieldProps = ComponentProps<"input"> & {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
};

/** Label above, what went wrong below. */
export function Field({ label, hint, error, className = inputStyle, ...props }: FieldProps) {
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
        className={className}
        {...props}
      />
      {(error ?? hint) && (
        <p
          id={note}
          role={error ? "alert" : undefined}
          className={clsx("text-sm", error ? "text-danger" : "text-muted")}
        >
          {error ?? hint}
        </p>
      )}
    </div>
  );
}
