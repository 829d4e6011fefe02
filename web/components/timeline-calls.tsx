import { CloudAlert, Hourglass, TriangleAlert, Wrench } from "lucide-react";
import type { TimelineItem } from "#contract/sessions.ts";
import { apiErrorWords, toolErrorWords } from "#web/lib/failure-words.ts";
import { formatLatency, shortModel } from "#web/lib/format.ts";
import { callTimes } from "./call-times.ts";

type Of<T extends TimelineItem["type"]> = Extract<TimelineItem, { type: T }>;

const outcomes = {
  ok: { text: "", colour: "text-muted" },
  failed: { text: "failed", colour: "text-danger" },
  rejected: { text: "rejected", colour: "text-warning" },
  unfinished: { text: "unfinished", colour: "text-faint" },
} as const;

/** One tool call: what it was, how it ended and how long it took. */
export function ToolRow({ item }: { item: Of<"tool"> }) {
  const { colour } = outcomes[item.outcome];
  const ending = endingOf(item);
  return (
    <>
      <Wrench className="size-4 shrink-0 text-faint" aria-label="tool" />
      <span className="flex min-w-0 flex-1 items-center overflow-hidden text-muted">
        <span className="truncate font-mono text-sm" title={labelOf(item)}>
          <Label item={item} />
        </span>
        {item.destructive && <Destructive />}
        {item.isSubagent && <Subagent />}
      </span>
      {ending && (
        <span className={`shrink-0 text-sm ${colour}`} title={explainedOf(item)}>
          {ending}
        </span>
      )}
      <Times times={callTimes(item)} isTight={ending !== ""} />
    </>
  );
}

type TimesProps = { times: ReturnType<typeof callTimes>; isTight: boolean };

/** How long the tool ran, and beside it how long it waited before that; on a phone only where nothing else stands there. */
function Times({ times: { shown, waited, explained }, isTight }: TimesProps) {
  return (
    <>
      {waited !== null && (
        <span
          className={`${isTight ? "hidden sm:inline-flex" : "inline-flex"} shrink-0 items-center gap-1 text-sm text-faint`}
          title={explained}
        >
          <Hourglass className="size-3 sm:hidden" aria-hidden />
          <span className="sr-only sm:not-sr-only">waited</span> {waited}
        </span>
      )}
      <span className="min-w-14 shrink-0 text-right text-sm text-muted sm:w-20" title={explained}>
        {shown}
      </span>
    </>
  );
}

/** Where there is little room, what a shell did says more than that it was one. */
function Label({ item: { name, verb } }: { item: Of<"tool"> }) {
  if (verb === null || verb === "other") return name;
  return (
    <>
      <span className="hidden sm:inline">{name} · </span>
      <span className="text-text">{verb}</span>
    </>
  );
}

const labelOf = ({ name, verb }: Of<"tool">) => (verb === null ? name : `${name} · ${verb}`);

/** `exit 2` says more than `failed`. */
function endingOf({ outcome, errorKind, exitCode }: Of<"tool">): string {
  if (outcome === "ok" || outcome === "unfinished" || errorKind === null)
    return outcomes[outcome].text;
  return errorKind === "exit_code" && exitCode !== null
    ? `exit ${exitCode}`
    : toolErrorWords[errorKind];
}

function explainedOf({ outcome, exitCode }: Of<"tool">): string | undefined {
  if (outcome === "unfinished") return "The log has no result of this call.";
  return exitCode === null ? undefined : `Ended with exit code ${exitCode}.`;
}

/** One try of a request that failed, with when it is tried again. */
export function ErrorRow({ item }: { item: Of<"error"> }) {
  const { kind, status, model, attempt, maxAttempts, retryInMs, isSubagent } = item;
  const isOfUser = kind === "cancelled";
  return (
    <>
      <CloudAlert
        className={`size-4 shrink-0 ${isOfUser ? "text-faint" : "text-danger"}`}
        aria-label="error"
      />
      <span className="flex min-w-0 flex-1 items-center">
        <span className={`truncate ${isOfUser ? "text-muted" : "text-danger"}`}>
          {apiErrorWords[kind]}
          {status !== null && <span className="text-sm text-muted"> · {status}</span>}
          {model && (
            <span className="hidden text-sm text-muted sm:inline"> · {shortModel(model)}</span>
          )}
        </span>
        {isSubagent && <Subagent />}
      </span>
      {attempt !== null && (
        <span className="shrink-0 text-sm text-muted" title="Which try it was, and of how many.">
          <span className="hidden sm:inline">try </span>
          {attempt}
          {maxAttempts !== null && ` of ${maxAttempts}`}
        </span>
      )}
      <span
        className="min-w-14 shrink-0 text-right text-sm sm:w-20 text-muted"
        title={retryInMs === null ? undefined : "Tried again after this."}
      >
        {retryInMs === null ? "–" : `+${formatLatency(retryInMs)}`}
      </span>
    </>
  );
}

const Destructive = () => (
  <span
    className="ml-2 inline-flex shrink-0 items-center gap-1 text-sm text-warning"
    title="A part of this line may destroy what cannot be had back."
  >
    <TriangleAlert className="size-3.5" aria-hidden />
    <span className="sr-only sm:not-sr-only">destructive</span>
  </span>
);

export const Subagent = () => (
  <span className="ml-2 shrink-0 rounded bg-raised px-1.5 py-0.5 text-xs text-muted">
    sub-agent
  </span>
);
