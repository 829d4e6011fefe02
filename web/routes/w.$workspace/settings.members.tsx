import { useQuery } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";
import { Invitations } from "#web/components/members/invitations.tsx";
import { InviteForm } from "#web/components/members/invite-form.tsx";
import { MemberList } from "#web/components/members/member-list.tsx";
import { Page } from "#web/components/page.tsx";
import { Failure, SkeletonRows } from "#web/components/ui/states.tsx";
import { memberQueries } from "#web/queries/members.ts";

export const Route = createFileRoute("/w/$workspace/settings/members")({
  component: MembersPage,
});

function MembersPage() {
  const { workspace, me } = Route.useRouteContext();
  const { slug, role } = workspace;
  const { data, error, refetch } = useQuery(memberQueries.list(slug));
  const isOwner = role === "owner";
  return (
    <Page title="Members" lead={<p className="text-muted">Who sees this workspace.</p>}>
      {isOwner && (
        <section className="card overflow-clip" aria-label="Invite somebody">
          <h2 className="border-b px-4 py-3 font-medium">Invite somebody</h2>
          <InviteForm workspace={slug} />
          <Invitations workspace={slug} />
        </section>
      )}
      <section className="card overflow-clip" aria-label="Members">
        {error && !data && (
          <Failure what="The members" error={error} onRetry={() => void refetch()} />
        )}
        {!data && !error && <SkeletonRows rows={3} />}
        {data && (
          <MemberList workspace={slug} members={data.items} isOwner={isOwner} me={me.person.id} />
        )}
      </section>
      {!isOwner && <p className="text-sm text-muted">Owners invite and remove people.</p>}
    </Page>
  );
}
