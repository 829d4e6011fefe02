import { useId } from "react";
import { inputStyle } from "./ui/field.tsx";

const timezones = Intl.supportedValuesOf("timeZone");

type TimezoneFieldProps = {
  value: string;
  disabled?: boolean;
  onChange: (timezone: string) => void;
};

/** Where days begin. */
export function TimezoneField({ value, disabled, onChange }: TimezoneFieldProps) {
  // Browsers do not list UTC.
  const zones = timezones.includes(value) ? timezones : [value, ...timezones];
  const id = useId();
  const note = `${id}-note`;
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        Time zone
      </label>
      <select
        id={id}
        aria-describedby={note}
        className={inputStyle}
        disabled={disabled}
        value={value}
        onChange={({ target }) => onChange(target.value)}
      >
        {zones.map((zone) => (
          <option key={zone}>{zone}</option>
        ))}
      </select>
      <p id={note} className="text-sm text-muted">
        Days, weeks and months begin here.
      </p>
    </div>
  );
}
