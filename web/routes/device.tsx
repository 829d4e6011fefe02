import { useMutation, useQuery } from "@tanstack/react-query";
import { createFileRoute, Link, useLocation } from "@tanstack/react-router";
import { CircleCheck, CircleX, Laptop } from "lucide-react";
import { type FormEvent, useState } from "react";
import type { DeviceRequest, TokenScope } from "#contract/team.ts";
import { FrontPage } from "#web/components/front-page.tsx";
import { Opening } from "#web/components/opening.tsx";
import { SignOut } from "#web/components/sign-out.tsx";
import { Button, buttonStyle } from "#web/components/ui/button.tsx";
import { codeStyle, Field, inputStyle } from "#web/components/ui/field.tsx";
import { Failure, Refusal, SkeletonRows } from "#web/components/ui/states.tsx";
import { ApiError } from "#web/lib/api.ts";
import { requireSignIn } from "#web/lib/require-sign-in.ts";
import { textOf } from "#web/lib/search.ts";
import { useFocus } from "#web/lib/use-focus.ts";
import { approveDevice, denyDevice, machineQueries } from "#web/queries/machines.ts";

export const Route = createFileRoute("/device")({
  validateSearch: (search): { user_code?: string | undefined } => ({
    user_code: textOf(search["user_code"], 40),
  }),
  beforeLoad: async ({ context, location }) => ({
    me: await requireSignIn(context.queryClient, location.href),
  }),
  component: DevicePage,
  pendingComponent: Opening,
  pendingMs: 300,
});

function DevicePage() {
  const { user_code: userCode } = Route.useSearch();
  const { me } = Route.useRouteContext();
  const { href } = useLocation();
  return (
    <FrontPage title="Connect a machine" below={<SignOut email={me.person.email} to={href} />}>
      {userCode ? <Approval key={userCode} userCode={userCode} /> : <EnterCode />}
    </FrontPage>
  );
}

/** `refused` is a code that leads nowhere, and why. */
type EnterCodeProps = { refused?: { code: string; why: string } };

function EnterCode({ refused }: EnterCodeProps) {
  const navigate = Route.useNavigate();
  const field = useFocus();
  const [code, setCode] = useState(refused?.code ?? "");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void navigate({ search: { user_code: code.trim().toUpperCase() } });
  };
  return (
    <form className="grid gap-4" onSubmit={submit}>
      <h1 className="text-xl font-semibold tracking-tight">Connect a machine</h1>
      <Field
        ref={field}
        label="Code"
        hint={
          <>
            The code that <code className="font-mono">stint login</code> shows.
          </>
        }
        error={code === refused?.code ? refused.why : undefined}
        required
        autoComplete="off"
        spellCheck={false}
        className={`${codeStyle} uppercase`}
        value={code}
        onChange={({ target }) => setCode(target.value)}
      />
      <Button type="submit" look="primary" size="medium">
        Continue
      </Button>
    </form>
  );
}

type Answer = "approved" | "denied";

function Approval({ userCode }: { userCode: string }) {
  const { me } = Route.useRouteContext();
  const workspaces = me.workspaces.filter(({ role }) => role !== "viewer");
  const { data, error, isPending, refetch } = useQuery(machineQueries.device(userCode));
  const [slug, setSlug] = useState(workspaces[0]?.slug ?? "");
  const decide = useMutation({
    mutationFn: (answer: Answer) =>
      answer === "approved" ? approveDevice(userCode, slug) : denyDevice(userCode),
  });
  if (decide.isSuccess) return <Answered answer={decide.variables} />;
  if (isPending) return <SkeletonRows rows={3} />;
  if (error instanceof ApiError && error.status === 404)
    return <EnterCode refused={{ code: userCode, why: error.message }} />;
  if (error) return <Failure what="This code" error={error} onRetry={() => void refetch()} />;
  if (workspaces.length === 0) return <NoWorkspace />;
  return (
    <div className="grid gap-5">
      <Asked request={data} />
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
        Approve it only if you started <code className="font-mono">stint login</code> yourself and
        the code is the same.
      </p>
      <Refusal error={decide.error} />
      <div className="flex gap-2">
        <Button
          look="primary"
          size="medium"
          className="flex-1"
          disabled={!slug || decide.isPending}
          onClick={() => decide.mutate("approved")}
        >
          Approve
        </Button>
        <Button size="medium" disabled={decide.isPending} onClick={() => decide.mutate("denied")}>
          Deny
        </Button>
      </div>
    </div>
  );
}

/** Viewers connect no machines. */
const NoWorkspace = () => (
  <div className="grid gap-3">
    <h1 className="text-xl font-semibold tracking-tight">You cannot connect a machine</h1>
    <p className="text-muted">
      You are a viewer in every workspace of yours. Ask an owner to make you a member, or make a
      workspace of your own.
    </p>
    <div>
      <Link to="/new" className={buttonStyle()}>
        Make a workspace
      </Link>
    </div>
  </div>
);

const scopeWords: Record<TokenScope, string> = {
  ingest: "send what its agents did",
  read: "read the workspace's figures",
  plan: "change the plan",
  admin: "change settings",
};

function Asked({ request }: { request: DeviceRequest }) {
  return (
    <>
      <h1 className="text-xl font-semibold tracking-tight">Let this machine in?</h1>
      <div className="flex items-center gap-3 rounded-lg bg-raised p-3">
        <Laptop className="size-5 text-muted" aria-hidden />
        <div className="min-w-0">
          <p className="truncate font-medium">{request.machineName}</p>
          <p className="font-mono text-sm text-muted">{request.userCode}</p>
        </div>
      </div>
      <div className="grid gap-1.5">
        <p className="text-sm font-medium">It may</p>
        <ul className="list-inside list-disc text-muted">
          {request.scopes.map((scope) => (
            <li key={scope}>{scopeWords[scope]}</li>
          ))}
        </ul>
      </div>
    </>
  );
}

function Answered({ answer }: { answer: Answer }) {
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
