import { html } from "hono/html";
import type { KeptMail } from "#worker/mail/local-mailbox.ts";
import { page } from "./page.ts";

/** The mails of a local run, newest first. `now` is Unix milliseconds. */
export const mailboxPage = (mails: readonly KeptMail[], now: number) =>
  page(
    "Mailbox",
    html`<h1>Mailbox</h1>
      <p class="quiet lead">
        This Stint runs on your machine, so its mail stays here. Restarting it empties this page.
      </p>
      ${mails.length === 0 ? emptyMailbox : mails.map((mail) => mailCard(mail, now))}`,
  );

const emptyMailbox = html`<div class="card">
  <p>
    No mail yet. Ask for a sign-in code on <a href="/login">the sign-in page</a>; it appears here.
  </p>
</div>`;

const mailCard = ({ to, subject, code, link, at }: KeptMail, now: number) =>
  html`<article class="card mail">
    <div>
      <p><strong>${code ? "Sign-in code" : subject}</strong></p>
      <p class="quiet">
        ${to} · <time datetime="${new Date(at).toISOString()}">${ago(now - at)}</time>
      </p>
    </div>
    ${code ? html`<span class="code">${code}</span>` : ""}
    <a class="button" href="${link}">${code ? "Sign in" : "Open"}</a>
  </article>`;

/** What a sign-in link says that works no more. */
export const staleLinkPage = () =>
  page(
    "Link used",
    html`<h1>This link works no more</h1>
      <p class="lead">
        A link signs in once, and a newer code ends an older one. Ask for a new code on
        <a href="/login">the sign-in page</a> and find it in
        <a href="/local/mailbox">the mailbox</a>.
      </p>`,
  );

function ago(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min ago`;
  return `${Math.floor(minutes / 60)} h ago`;
}
