import { Link, type LinkProps } from "@tanstack/react-router";
import { clsx } from "clsx";

type Option<T extends string> = { value: T; label: string };

type ChoiceProps<T extends string> = {
  label: string;
  /** Null where none of them is chosen. */
  value: T | null;
  options: Option<T>[];
  /** The search that a choice leads to: what is chosen stands in the URL. */
  searchOf: (value: T) => Record<string, unknown>;
};

/** A few alternatives side by side, as links: they can be opened in a tab and shared. */
export function Choice<T extends string>({ label, value, options, searchOf }: ChoiceProps<T>) {
  return (
    <nav aria-label={label} className="inline-flex rounded-lg border bg-surface p-0.5">
      {options.map((option) => (
        <Link
          key={option.value}
          to="."
          search={
            ((known: object) => ({ ...known, ...searchOf(option.value) })) as LinkProps["search"]
          }
          replace
          resetScroll={false}
          aria-current={option.value === value ? "true" : undefined}
          className={clsx(
            "rounded-md px-2.5 py-1 text-sm hover:text-text",
            option.value === value ? "bg-raised font-medium text-text" : "text-muted",
          )}
        >
          {option.label}
        </Link>
      ))}
    </nav>
  );
}
