import { type ComponentProps, useId } from "react";
import { inputStyle } from "./field.tsx";

type SelectFieldProps = ComponentProps<"select"> & {
  label: string;
  options: { value: string; label: string }[];
};

/** One of a few, with a label above. */
export function SelectField({ label, options, ...props }: SelectFieldProps) {
  const id = useId();
  return (
    <div className="grid min-w-0 gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <select id={id} className={inputStyle} {...props}>
        {options.map(({ value, label: text }) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}
