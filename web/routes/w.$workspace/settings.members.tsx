import { useQuery } from "@tanstack/react-query";
import { createFileRoute } from "@tanstack/react-router";
import type { Member } from "#contract/team.ts";
import { Invitations } from "#web/components/members/invitations.tsx";
import { InviteForm } from "#web/components/members/invite-form.tsx";
import { MemberList } from "#web/components/members/member-list.tsx";
import { Page } from "#web/components/page.tsx";
import { FindField } from "#web/components/ui/find-field.tsx";
import { Failure, SkeletonRows } from "#web/components/ui/states.tsx";
import { finds, longList } from "#web/lib/finds.ts";
import { counted } from "#web/lib/format.ts";
import { textOf } from "#web/lib/search.ts";
import { memberQueries } from "#web/queries/members.ts";

export const Route = createFileRoute("/w/$workspace/settings/members")({
  validateSearch: (search): { q?: string | undefined } => ({ q: textOf(search["q"]) }),
  component: MembersPage,
});

function MembersPage() {
  const { workspace } = Route.useRouteContext();
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
        {data && <Members members={data.items} />}
      </section>
      {!isOwner && <p className="text-sm text-muted">Owners invite and remove people.</p>}
    </Page>
  );
}

function Members({ members }: { members: Member[] }) {
  const { workspace, me } = Route.useRouteContext();
  const { q = "" } = Route.useSearch();
  const navigate = Route.useNavigate();
  const found = members.filter(({ name, email }) => finds(q, [name, email]));
  const look = (text: string) =>
    void navigate({ search: { q: text || undefined }, replace: true, resetScroll: false });
  return (
    <>
      {(members.length > longList || q) && (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b px-4 py-2.5">
          <p className="mr-auto text-sm text-muted">{counted(members.length, "member")}</p>
          <div className="w-full sm:w-64">
            <FindField
              label="Find a member"
              placeholder="Name or e-mail"
              value={q}
              onChange={look}
            />
          </div>
        </div>
      )}
      {found.length === 0 && <p className="p-4 text-muted">Nobody of that name.</p>}
      <MemberList
        workspace={workspace.slug}
        members={found}
        isOwner={workspace.role === "owner"}
        me={me.person.id}
      />
    </>
  );
}
