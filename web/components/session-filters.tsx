import { X } from "lucide-react";
import type { ReactNode } from "react";
import { oneOf } from "#web/lib/search.ts";
import {
  isFiltered,
  noFilter,
  type SessionSearch,
  sessionStatuses,
  sessionTypes,
} from "#web/lib/session-search.ts";
import { Button } from "./ui/button.tsx";
import { FindField } from "./ui/find-field.tsx";

type Option = { value: string; label: string };

type FiltersProps = {
  search: SessionSearch;
  projects: Option[];
  people: Option[];
  onChange: (change: SessionSearch) => void;
};

const control = "h-8 min-w-0 rounded-lg border bg-surface text-sm hover:border-line-strong";

export function SessionFilters({ search, projects, people, onChange }: FiltersProps) {
  return (
    <form
      className="grid grid-cols-2 gap-2 sm:flex sm:flex-wrap sm:items-center"
      aria-label="Filters"
      onSubmit={(event) => event.preventDefault()}
    >
      <div className="col-span-2 sm:w-48">
        <FindField
          label="Search title, branch or id"
          placeholder="Title, branch or id"
          value={search.q ?? ""}
          onChange={(q) => onChange({ q: q || undefined })}
        />
      </div>
      <Pick
        label="Project"
        value={search.project}
        options={projects}
        onPick={(project) => onChange({ project })}
      />
      <Pick
        label="Person"
        value={search.person}
        options={people}
        onPick={(person) => onChange({ person })}
      />
      <Pick
        label="Type"
        value={search.type}
        options={sessionTypes.map(same)}
        onPick={(type) => onChange({ type: oneOf(sessionTypes, type) })}
      />
      <Pick
        label="Status"
        value={search.status}
        options={sessionStatuses.map(same)}
        onPick={(status) => onChange({ status: oneOf(sessionStatuses, status) })}
      />
      <Days search={search} onChange={onChange} />
      {isFiltered(search) && (
        <Button look="ghost" onClick={() => onChange(noFilter)}>
          <X aria-hidden /> Clear
        </Button>
      )}
    </form>
  );
}

const same = (value: string): Option => ({ value, label: value });

type PickProps = {
  label: string;
  value: string | undefined;
  options: Option[];
  onPick: (value: string | undefined) => void;
};

/** One of some values, or any. */
export function Pick({ label, value, options, onPick }: PickProps) {
  return (
    <select
      aria-label={label}
      className={`${control} px-2 sm:max-w-36 ${value ? "font-medium" : "text-muted"}`}
      value={value ?? ""}
      onChange={({ target }) => onPick(target.value || undefined)}
    >
      <option value="">{label}: any</option>
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}

type DaysProps = { search: SessionSearch; onChange: (change: SessionSearch) => void };

function Days({ search, onChange }: DaysProps) {
  return (
    <div className="col-span-2 grid grid-cols-2 gap-2 sm:flex">
      <Day name="From">
        <input
          type="date"
          className="min-w-0 flex-1 bg-transparent text-text"
          value={search.from ?? ""}
          max={search.to}
          onChange={({ target }) => onChange({ from: target.value || undefined })}
        />
      </Day>
      <Day name="To">
        <input
          type="date"
          className="min-w-0 flex-1 bg-transparent text-text"
          value={search.to ?? ""}
          min={search.from}
          onChange={({ target }) => onChange({ to: target.value || undefined })}
        />
      </Day>
    </div>
  );
}

const Day = ({ name, children }: { name: string; children: ReactNode }) => (
  <label className={`${control} flex items-center gap-1.5 px-2 text-muted`}>
    {name}
    {children}
  </label>
);
