import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Member, Role } from "#contract/team.ts";
import { Ago } from "#web/components/time.tsx";
import { Button } from "#web/components/ui/button.tsx";
import { Confirm } from "#web/components/ui/confirm.tsx";
import { Refusal } from "#web/components/ui/states.tsx";
import { changeRole, memberQueries, removeMember } from "#web/queries/members.ts";
import { RoleSelect } from "./role-select.tsx";

type MemberListProps = { workspace: string; members: Member[]; isOwner: boolean; me: string };

/** Everybody in the workspace; owners change roles and remove people. */
export const MemberList = ({ members, ...known }: MemberListProps) => (
  <ul>
    {members.map((member) => (
      <MemberRow key={member.personId} member={member} {...known} />
    ))}
  </ul>
);

type MemberRowProps = Omit<MemberListProps, "members"> & { member: Member };

function MemberRow({ workspace, member, isOwner, me }: MemberRowProps) {
  const { personId, name, email, role, joinedAt } = member;
  const isSelf = personId === me;
  return (
    <li className="flex flex-wrap items-center gap-x-6 gap-y-2 border-b px-4 py-3 last:border-b-0">
      <div className="min-w-0 flex-[1_1_240px]">
        <p dir="auto" className="truncate text-left font-medium" title={name || email}>
          {name || email} {isSelf && <span className="font-normal text-muted">(you)</span>}
        </p>
        <p className="truncate text-sm text-muted" title={email}>
          {email}, joined <Ago at={joinedAt} />
        </p>
      </div>
      {isOwner && !isSelf ? (
        <Manage workspace={workspace} member={member} />
      ) : (
        <p className="text-sm text-muted">{role}</p>
      )}
    </li>
  );
}

function Manage({ workspace, member }: { workspace: string; member: Member }) {
  const { personId, name, email, role } = member;
  const client = useQueryClient();
  const reload = () =>
    client.invalidateQueries({ queryKey: memberQueries.list(workspace).queryKey });
  const change = useMutation({
    mutationFn: (wanted: Role) => changeRole(workspace, personId, wanted),
    onSettled: reload,
  });
  const remove = async () => {
    await removeMember(workspace, personId);
    await reload();
  };
  return (
    <div className="flex w-full min-w-0 flex-wrap items-center gap-3 sm:w-auto">
      <RoleSelect
        label={`Role of ${name || email}`}
        isLabelHidden
        value={change.isPending ? change.variables : role}
        disabled={change.isPending}
        onChange={(wanted) => change.mutate(wanted)}
      />
      <Confirm
        trigger={
          <Button look="danger" aria-label={`Remove ${name || email}`}>
            Remove
          </Button>
        }
        title={`Remove ${name || email}?`}
        says="They lose access at once, and their machines' tokens stop working. What they have sent stays."
        action="Remove"
        onConfirm={remove}
      />
      <Refusal error={change.error} />
    </div>
  );
}
