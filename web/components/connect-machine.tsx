import { getRouteApi, Link } from "@tanstack/react-router";
import { CopyLine } from "./ui/copy-line.tsx";

const shell = getRouteApi("/w/$workspace");

/** The two commands that connect a machine to this server; for those who may not, whom to ask. */
export function ConnectMachine() {
  const { workspace } = shell.useRouteContext();
  if (workspace.role === "viewer") return <AskOwner workspace={workspace.slug} />;
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

const AskOwner = ({ workspace }: { workspace: string }) => (
  <p className="max-w-lg text-muted">
    You are a viewer here, and viewers connect no machines.{" "}
    <Link
      to="/w/$workspace/settings/members"
      params={{ workspace }}
      className="text-accent underline underline-offset-2"
    >
      An owner
    </Link>{" "}
    can make you a member.
  </p>
);
