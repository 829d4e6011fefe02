import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { Invitation } from "#contract/team.ts";
import { Ago } from "#web/components/time.tsx";
import { Button } from "#web/components/ui/button.tsx";
import { Confirm } from "#web/components/ui/confirm.tsx";
import { CopyLine } from "#web/components/ui/copy-line.tsx";
import { Failure } from "#web/components/ui/states.tsx";
import { cancelInvitation, memberQueries } from "#web/queries/members.ts";

/** Invitations that wait for an answer, with their links for those who would rather send them themselves. */
export function Invitations({ workspace }: { workspace: string }) {
  const { data, error, refetch } = useQuery(memberQueries.invitations(workspace));
  if (error && !data)
    return <Failure what="The invitations" error={error} onRetry={() => void refetch()} />;
  if (!data || data.items.length === 0) return null;
  return (
    <ul aria-label="Open invitations" className="border-t">
      {data.items.map((one) => (
        <OpenInvitation key={one.id} workspace={workspace} invitation={one} />
      ))}
    </ul>
  );
}

type OpenInvitationProps = { workspace: string; invitation: Invitation };

function OpenInvitation({ workspace, invitation }: OpenInvitationProps) {
  const { id, email, role, link, createdAt } = invitation;
  const client = useQueryClient();
  const cancel = async () => {
    await cancelInvitation(workspace, id);
    await client.invalidateQueries({ queryKey: memberQueries.invitations(workspace).queryKey });
  };
  return (
    <li className="flex flex-wrap items-center gap-x-6 gap-y-2 border-b px-4 py-3 last:border-b-0">
      <div className="min-w-0 flex-[1_1_200px]">
        <p className="truncate font-medium" title={email}>
          {email}
        </p>
        <p className="text-sm text-muted">
          as {role}, invited <Ago at={createdAt} />
        </p>
      </div>
      <div className="min-w-0 flex-[2_1_240px]">
        <CopyLine text={link} />
      </div>
      <Confirm
        trigger={
          <Button look="danger" className="ml-auto">
            Take back
          </Button>
        }
        title={`Take the invitation of ${email} back?`}
        says="Its link stops working. You can invite them again."
        action="Take back"
        onConfirm={cancel}
      />
    </li>
  );
}
