import { useId } from "react";
import type { Role } from "#contract/team.ts";
import { inputStyle } from "#web/components/ui/field.tsx";

const roles = {
  viewer: "Viewer: reads",
  member: "Member: also connects machines",
  admin: "Admin: also changes settings and prices",
  owner: "Owner: also manages members",
} as const satisfies Record<Role, string>;

type RoleSelectProps = {
  label: string;
  isLabelHidden?: boolean;
  value: Role;
  disabled?: boolean;
  onChange: (role: Role) => void;
};

/** A role with what it may do. */
export function RoleSelect({ label, isLabelHidden, value, disabled, onChange }: RoleSelectProps) {
  const id = useId();
  return (
    <div className="grid min-w-0 flex-1 grid-cols-1 gap-1.5">
      <label htmlFor={id} className={isLabelHidden ? "sr-only" : "text-sm font-medium"}>
        {label}
      </label>
      <select
        id={id}
        className={inputStyle}
        value={value}
        disabled={disabled}
        onChange={({ target }) => onChange(target.value as Role)}
      >
        {Object.entries(roles).map(([role, text]) => (
          <option key={role} value={role}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}
