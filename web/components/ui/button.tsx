import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps } from "react";

/** For links that look like buttons, too. */
export const buttonStyle = cva(
  "inline-flex shrink-0 items-center justify-center gap-2 rounded-lg font-medium whitespace-nowrap transition-colors disabled:pointer-events-none disabled:opacity-50 [&_svg]:size-4",
  {
    variants: {
      look: {
        primary: "bg-accent text-on-accent hover:opacity-90",
        plain: "border bg-surface text-text hover:bg-raised",
        ghost: "text-muted hover:bg-raised hover:text-text",
        danger: "border border-danger text-danger hover:bg-danger-soft",
      },
      size: { small: "h-8 px-3 text-sm", medium: "h-10 px-4", icon: "size-8" },
    },
    defaultVariants: { look: "plain", size: "small" },
  },
);

type ButtonProps = ComponentProps<"button"> & VariantProps<typeof buttonStyle>;

export function Button({ look, size, className, type = "button", ...props }: ButtonProps) {
  return <button type={type} className={buttonStyle({ look, size, className })} {...props} />;
}
