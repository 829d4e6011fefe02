import { writeMail } from "./mail-text.ts";
import type { Mail } from "./mailer.ts";

type Invited = { to: string; workspace: string; inviter: string; role: string; link: string };

/** The mail that invites somebody into a workspace. Only its recipient can accept, so the link is no secret. */
export function invitationMail({ to, workspace, inviter, role, link }: Invited): Mail {
  return writeMail(to, {
    title: `${inviter} invites you to ${workspace} on Stint`,
    lead: `${inviter} invites you to the workspace ${workspace}, as ${role}. Sign in with this address to join.`,
    button: "Open the invitation",
    link,
    note: "The invitation is open for seven days.",
  });
}
