import { CopyLine } from "./ui/copy-line.tsx";

/** The two commands that connect a machine to this server. */
export function ConnectMachine() {
  return (
    <div className="grid w-full max-w-lg grid-cols-1 gap-2 text-left">
      <CopyLine text={`npx stint login --url ${location.origin}`} />
      <CopyLine text="npx stint watch" />
      <p className="text-sm text-muted">
        The first one opens the browser to approve the machine, the second one reads its past logs
        and follows new ones. Only counts, names, ids and times are sent.
      </p>
    </div>
  );
}
