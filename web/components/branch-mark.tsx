import { GitBranch } from "lucide-react";

/** A branch, cut where there is no room for its whole name. */
export const BranchMark = ({ name }: { name: string }) => (
  <span className="inline-flex min-w-0 max-w-full items-center gap-1">
    <GitBranch className="size-3.5 shrink-0" aria-label="branch" />
    <span className="truncate" title={name}>
      {name}
    </span>
  </span>
);
