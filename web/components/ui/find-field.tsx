import { Search } from "lucide-react";
import { useEffect, useRef } from "react";

type FindFieldProps = {
  label: string;
  placeholder: string;
  value: string;
  onChange: (text: string) => void;
};

/** Waits until the typing pauses. While it has the focus, its text is the person's and not the URL's. */
export function FindField({ label, placeholder, value, onChange }: FindFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    if (input.current && input.current !== document.activeElement) input.current.value = value;
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const wait = (text: string) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onChange(text), 250);
  };
  return (
    <label className="relative block">
      <span className="sr-only">{label}</span>
      <Search className="absolute top-2 left-2 size-4 text-faint" aria-hidden />
      <input
        ref={input}
        type="search"
        className="h-8 w-full min-w-0 rounded-lg border bg-surface pr-2 pl-8 text-sm hover:border-line-strong"
        placeholder={placeholder}
        defaultValue={value}
        maxLength={100}
        onChange={({ target }) => wait(target.value.trim())}
      />
    </label>
  );
}
