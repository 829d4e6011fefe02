import { useQuery } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";
import { CircleCheck, CircleX, Laptop } from "lucide-react";
import { type FormEvent, useState } from "react";
import { z } from "zod";
import type { Workspace } from "#contract/team.ts";
import { Button } from "#web/components/ui/button.tsx";
import { Field, inputStyle } from "#web/components/ui/field.tsx";
import { Failure, SkeletonRows } from "#web/components/ui/states.tsx";
import { Wordmark } from "#web/components/wordmark.tsx";
import { requireSignIn } from "#web/lib/require-sign-in.ts";
import { approveDevice, denyDevice, machineQueries } from "#web/queries/machines.ts";

export const Route = createFileRoute("/device")({
  validateSearch: z.object({ user_code: z.coerce.string().optional().catch(undefined) }),
  beforeLoad: async ({ context, location }) => ({
    me: await requireSignIn(context.queryClient, location.href),
  }),
  component: DevicePage,
});

function DevicePage() {
  const { user_code: userCode } = Route.useSearch();
  const { me } = Route.useRouteContext();
  const workspaces = me.workspaces.filter(({ role }) => role !== "viewer");
  return (
    <main className="grid min-h-dvh place-items-center p-4">
      <div className="grid w-full max-w-md gap-6">
        <Wordmark />
        <div className="card grid gap-5 p-6 shadow-float">
          {userCode ? <Approval userCode={userCode} workspaces={workspaces} /> : <CodeForm />}
        </div>
        <p className="text-center text-sm text-muted">Signed in as {me.person.email}</p>
      </div>
    </main>
  );
}

function CodeForm() {
  const navigate = Route.useNavigate();
  const [code, setCode] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void navigate({ search: { user_code: code.trim().toUpperCase() } });
  };
  return (
    <form className="grid gap-4" onSubmit={submit}>
      <h1 className="text-xl font-semibold tracking-tight">Connect a machine</h1>
      <Field
        label="Code"
        hint="The code that `stint login` shows."
        required
        autoFocus
        autoComplete="off"
        className="font-mono tracking-widest uppercase"
        value={code}
        onChange={({ target }) => setCode(target.value)}
      />
      <Button type="submit" look="primary" size="medium">
        Continue
      </Button>
    </form>
  );
}

const scopeWords: Record<string, string> = {
  ingest: "send what its agents did",
  read: "read the workspace's figures",
  plan: "change the plan",
  admin: "change settings",
};

function Approval({ userCode, workspaces }: { userCode: string; workspaces: Workspace[] }) {
  const { data, error, isPending, refetch } = useQuery(machineQueries.device(userCode));
  const [slug, setSlug] = useState(workspaces[0]?.slug ?? "");
  const [answer, setAnswer] = useState<"approved" | "denied" | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  if (answer) return <Answered answer={answer} />;
  if (isPending) return <SkeletonRows rows={3} />;
  if (error) return <Failure what="This code" error={error} onRetry={() => void refetch()} />;
  const decide = async (decision: "approved" | "denied") => {
    try {
      await (decision === "approved" ? approveDevice(userCode, slug) : denyDevice(userCode));
      setAnswer(decision);
    } catch (refused) {
      setFailure(refused instanceof Error ? refused.message : String(refused));
    }
  };
  return (
    <div className="grid gap-5">
      <h1 className="text-xl font-semibold tracking-tight">Let this machine in?</h1>
      <div className="flex items-center gap-3 rounded-lg bg-raised p-3">
        <Laptop className="size-5 text-muted" aria-hidden />
        <div className="min-w-0">
          <p className="truncate font-medium">{data.machineName}</p>
          <p className="font-mono text-sm text-muted">{data.userCode}</p>
        </div>
      </div>
      <div className="grid gap-1.5">
        <p className="text-sm font-medium">It may</p>
        <ul className="list-inside list-disc text-muted">
          {data.scopes.map((scope) => (
            <li key={scope}>{scopeWords[scope] ?? scope}</li>
          ))}
        </ul>
      </div>
      <label className="grid gap-1.5 text-sm font-medium">
        Workspace
        <select
          className={inputStyle}
          value={slug}
          onChange={({ target }) => setSlug(target.value)}
        >
          {workspaces.map((one) => (
            <option key={one.slug} value={one.slug}>
              {one.name}
            </option>
          ))}
        </select>
      </label>
      <p className="text-sm text-muted">
        Approve it only if you started `stint login` yourself and the code is the same.
      </p>
      {failure && <p className="text-sm text-danger">{failure}</p>}
      <div className="flex gap-2">
        <Button
          look="primary"
          size="medium"
          className="flex-1"
          disabled={!slug}
          onClick={() => void decide("approved")}
        >
          Approve
        </Button>
        <Button size="medium" onClick={() => void decide("denied")}>
          Deny
        </Button>
      </div>
    </div>
  );
}

function Answered({ answer }: { answer: "approved" | "denied" }) {
  const isApproved = answer === "approved";
  const Icon = isApproved ? CircleCheck : CircleX;
  return (
    <div className="grid justify-items-center gap-3 py-4 text-center" role="status">
      <Icon className={`size-8 ${isApproved ? "text-good" : "text-danger"}`} aria-hidden />
      <h1 className="text-xl font-semibold">
        {isApproved ? "The machine is connected" : "The machine was refused"}
      </h1>
      <p className="text-muted">You can close this tab and go back to the terminal.</p>
    </div>
  );
}
