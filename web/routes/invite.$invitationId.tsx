import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { createFileRoute, Link, useNavigate } from "@tanstack/react-router";
import { CircleX } from "lucide-react";
import type { ReceivedInvitation, Role } from "#contract/team.ts";
import { FrontPage } from "#web/components/front-page.tsx";
import { Opening } from "#web/components/opening.tsx";
import { SignOut } from "#web/components/sign-out.tsx";
import { Button, buttonStyle } from "#web/components/ui/button.tsx";
import { Failure, Refusal, SkeletonRows } from "#web/components/ui/states.tsx";
import { ApiError } from "#web/lib/api.ts";
import { formatMoment } from "#web/lib/format.ts";
import { requireSignIn } from "#web/lib/require-sign-in.ts";
import { signOut } from "#web/queries/account.ts";
import {
  acceptInvitation,
  declineInvitation,
  invitationQueries,
} from "#web/queries/invitations.ts";

export const Route = createFileRoute("/invite/$invitationId")({
  beforeLoad: async ({ context, location }) => ({
    me: await requireSignIn(context.queryClient, location.href),
  }),
  component: InvitePage,
  pendingComponent: Opening,
  pendingMs: 300,
});

function InvitePage() {
  const { invitationId } = Route.useParams();
  const { me } = Route.useRouteContext();
  const { data, error, refetch } = useQuery(invitationQueries.one(invitationId));
  const isMissing = error instanceof ApiError && error.status === 404;
  return (
    <FrontPage
      title="Invitation"
      below={<SignOut email={me.person.email} to={`/invite/${invitationId}`} />}
    >
      {isMissing && <NotYours />}
      {error && !isMissing && (
        <>
          <h1 className="text-xl font-semibold tracking-tight">Invitation</h1>
          <Failure what="The invitation" error={error} onRetry={() => void refetch()} />
        </>
      )}
      {!data && !error && <SkeletonRows rows={3} />}
      {data && !error && <Invitation invitation={data} />}
    </FrontPage>
  );
}

const roleWords: Record<Role, string> = {
  owner: "You see and change everything, and manage its members.",
  admin: "You see everything, connect machines and change settings.",
  member: "You see everything and connect machines of your own.",
  viewer: "You see everything and change nothing.",
};

function Invitation({ invitation }: { invitation: ReceivedInvitation }) {
  const { id, workspace, role, invitedBy, expiresAt } = invitation;
  const client = useQueryClient();
  const navigate = useNavigate();
  const accept = useMutation({
    mutationFn: () => acceptInvitation(client, id),
    onSuccess: ({ slug }) => navigate({ to: "/w/$workspace", params: { workspace: slug } }),
  });
  const decline = useMutation({ mutationFn: () => declineInvitation(id) });
  if (decline.isSuccess) return <Declined workspace={workspace.name} />;
  const refusal = accept.error ?? decline.error;
  const isBusy = accept.isPending || decline.isPending;
  return (
    <div className="grid gap-5">
      <div className="grid gap-1">
        <h1 className="text-xl font-semibold tracking-tight">
          Join <bdi>{workspace.name}</bdi>
        </h1>
        <p className="text-muted">
          You were invited
          {invitedBy.name && (
            <>
              {" "}
              by <bdi>{invitedBy.name}</bdi>
            </>
          )}
          .
        </p>
      </div>
      <dl className="grid gap-3 rounded-lg bg-raised p-4">
        <div>
          <dt className="text-sm text-muted">Your role</dt>
          <dd>
            <span className="font-medium">{role}</span>
            <span className="block text-sm text-muted">{roleWords[role]}</span>
          </dd>
        </div>
        <div>
          <dt className="text-sm text-muted">Open until</dt>
          <dd>{formatMoment(expiresAt)}</dd>
        </div>
      </dl>
      <Refusal error={refusal} />
      <div className="flex gap-2">
        <Button
          look="primary"
          size="medium"
          className="flex-1"
          disabled={isBusy}
          onClick={() => accept.mutate()}
        >
          Accept
        </Button>
        <Button size="medium" disabled={isBusy} onClick={() => decline.mutate()}>
          Decline
        </Button>
      </div>
    </div>
  );
}

const Declined = ({ workspace }: { workspace: string }) => (
  <div className="grid justify-items-center gap-4 py-4 text-center" role="status">
    <CircleX className="size-8 text-muted" aria-hidden />
    <h1 className="text-xl font-semibold">You declined</h1>
    <p className="text-muted">Whoever invited you to {workspace} can invite you again.</p>
    <Link to="/" className={buttonStyle()}>
      To the overview
    </Link>
  </div>
);

/** The server says the same in all of these cases: whose an invitation is, is nobody else's business. */
function NotYours() {
  const { me } = Route.useRouteContext();
  const { invitationId } = Route.useParams();
  const client = useQueryClient();
  const navigate = useNavigate();
  const leave = useMutation({
    mutationFn: () => signOut(client),
    onSuccess: () => navigate({ to: "/login", search: { to: `/invite/${invitationId}` } }),
  });
  return (
    <div className="grid gap-5">
      <h1 className="text-xl font-semibold tracking-tight">This invitation is not open to you</h1>
      <div className="grid gap-2 text-muted">
        <p>One of these is so:</p>
        <ul className="grid list-disc gap-1 pl-5">
          <li>
            It was sent to another address than{" "}
            <span className="font-medium text-text">{me.person.email}</span>.
          </li>
          <li>You answered it already. A workspace that you joined is in the menu at its name.</li>
          <li>It expired or was withdrawn. Whoever sent it can send a new one.</li>
        </ul>
      </div>
      <Refusal error={leave.error} />
      <div className="flex flex-wrap gap-2">
        <Button
          look="primary"
          size="medium"
          disabled={leave.isPending}
          onClick={() => leave.mutate()}
        >
          Use another address
        </Button>
        <Link to="/" className={buttonStyle({ size: "medium" })}>
          To the overview
        </Link>
      </div>
    </div>
  );
}
