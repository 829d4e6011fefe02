import { writeMail } from "./mail-text.ts";
import type { Mail } from "./mailer.ts";

type Invited = {
  email: string;
  role: string;
  link: string;
  workspace: { name: string };
  invitedBy: { name: string };
};

/** The mail that invites somebody into a workspace. Only its recipient can accept, so the link is no secret. */
export function invitationMail({ email, role, link, workspace, invitedBy }: Invited): Mail {
  const who = `${invitedBy.name} invites you`;
  return writeMail(email, {
    title: `${who} to ${workspace.name} on Stint`,
    lead: `${who} to the workspace ${workspace.name}, as ${role}. Sign in with this address to join.`,
    button: "Open the invitation",
    link,
    note: "The invitation is open for seven days.",
  });
}
