import { Search, X } from "lucide-react";
import { useEffect, useState } from "react";
import { z } from "zod";
import { sessionStatus, sessionType } from "#contract/sessions.ts";
import { Button } from "./ui/button.tsx";

/** The list's filters as they stand in the URL; days are both included. */
export const sessionSearch = z.object({
  project: z.string().optional().catch(undefined),
  person: z.string().optional().catch(undefined),
  type: sessionType.optional().catch(undefined),
  status: sessionStatus.optional().catch(undefined),
  from: z.iso.date().optional().catch(undefined),
  to: z.iso.date().optional().catch(undefined),
  q: z.string().max(100).optional().catch(undefined),
});
export type SessionSearch = z.infer<typeof sessionSearch>;

type Option = { value: string; label: string };

type FiltersProps = {
  search: SessionSearch;
  projects: Option[];
  people: Option[];
  onChange: (change: Partial<SessionSearch>) => void;
};

const control = "h-8 rounded-lg border bg-surface px-2 text-sm text-text hover:border-line-strong";

export function SessionFilters({ search, projects, people, onChange }: FiltersProps) {
  const isFiltered = Object.values(search).some((value) => value !== undefined);
  return (
    <form
      className="flex flex-wrap items-center gap-2"
      aria-label="Filters"
      onSubmit={(event) => event.preventDefault()}
    >
      <TextFilter value={search.q ?? ""} onChange={(q) => onChange({ q: q || undefined })} />
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
        options={sessionType.options.map(same)}
        onPick={(type) => onChange({ type: sessionType.safeParse(type).data })}
      />
      <Pick
        label="Status"
        value={search.status}
        options={sessionStatus.options.map(same)}
        onPick={(status) => onChange({ status: sessionStatus.safeParse(status).data })}
      />
      <input
        type="date"
        aria-label="From"
        className={control}
        value={search.from ?? ""}
        max={search.to}
        onChange={({ target }) => onChange({ from: target.value || undefined })}
      />
      <input
        type="date"
        aria-label="To"
        className={control}
        value={search.to ?? ""}
        min={search.from}
        onChange={({ target }) => onChange({ to: target.value || undefined })}
      />
      {isFiltered && (
        <Button
          look="ghost"
          onClick={() =>
            onChange(
              Object.fromEntries(Object.keys(sessionSearch.shape).map((key) => [key, undefined])),
            )
          }
        >
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

function Pick({ label, value, options, onPick }: PickProps) {
  return (
    <select
      aria-label={label}
      className={`${control} max-w-44 ${value ? "font-medium" : "text-muted"}`}
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

/** Waits until the typing pauses. */
function TextFilter({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  const [draft, setDraft] = useState(value);
  useEffect(() => setDraft(value), [value]);
  useEffect(() => {
    if (draft === value) return undefined;
    const timer = setTimeout(() => onChange(draft), 250);
    return () => clearTimeout(timer);
  }, [draft, value, onChange]);
  return (
    <label className="relative">
      <span className="sr-only">Search title, branch or id</span>
      <Search className="absolute top-2 left-2 size-4 text-faint" aria-hidden />
      <input
        type="search"
        className={`${control} w-56 pl-8`}
        placeholder="Title, branch or id"
        value={draft}
        onChange={({ target }) => setDraft(target.value)}
      />
    </label>
  );
}
