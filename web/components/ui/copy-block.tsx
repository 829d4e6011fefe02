import { useCopy } from "#web/lib/use-copy.ts";
import { CopyButton } from "./copy-button.tsx";

type CopyBlockProps = {
  /** What it is, such as the file that it goes into. */
  label: string;
  text: string;
};

/** Several lines to copy. */
export function CopyBlock({ label, text }: CopyBlockProps) {
  const { shown, ...copying } = useCopy<HTMLPreElement>(text);
  return (
    <figure className="grid grid-cols-1 overflow-clip rounded-lg border">
      <figcaption className="flex items-center gap-2 border-b py-1 pr-1 pl-3">
        <code className="min-w-0 flex-1 truncate font-mono text-sm text-muted">{label}</code>
        <CopyButton copying={copying} label={`Copy what goes into ${label}`} hasWord />
      </figcaption>
      {/* Scrolled by keyboard, too. */}
      <pre
        ref={shown}
        className="overflow-x-auto bg-raised p-3 font-mono text-sm"
        tabIndex={0}
        role="region"
        aria-label={label}
      >
        {text}
      </pre>
    </figure>
  );
}
