import type { Mail } from "./mailer.ts";

/** A mail's parts, as plain text. */
type Letter = {
  title: string;
  lead: string;
  code?: string;
  button?: string;
  link: string;
  note: string;
};

/** Writes a mail both as text and as HTML that any mail program shows. */
export function writeMail(to: string, letter: Letter): Mail {
  const { title, lead, code = "", button, link, note } = letter;
  const lines = [lead, code, button ? `${button}: ${link}` : "", note];
  const text = `${lines.filter(Boolean).join("\n\n")}\n`;
  return { to, subject: title, text, html: htmlOf(letter), code, link };
}

function htmlOf({ title, lead, code, button, link, note }: Letter): string {
  const font = "font-family:-apple-system,'Segoe UI',Roboto,sans-serif";
  const parts = [
    `<h1 style="font-size:18px;margin:0 0 12px">${escapeHtml(title)}</h1>`,
    `<p style="margin:0 0 20px">${escapeHtml(lead)}</p>`,
    code &&
      `<p style="font:600 30px ui-monospace,monospace;letter-spacing:6px;margin:0 0 20px">${escapeHtml(code)}</p>`,
    button &&
      `<p style="margin:0 0 20px"><a href="${escapeHtml(link)}" style="background:#1a1a17;color:#fff;padding:10px 16px;border-radius:8px;text-decoration:none">${escapeHtml(button)}</a></p>`,
    `<p style="color:#6b6b63;font-size:13px;margin:0">${escapeHtml(note)}</p>`,
  ];
  const body = parts.filter(Boolean).join("");
  return `<!doctype html><html lang="en"><body style="${font};font-size:15px;line-height:1.5;color:#1a1a17;max-width:480px;margin:32px auto;padding:0 16px">${body}</body></html>`;
}

/** Text as it may stand in HTML, in elements and in attributes. */
export function escapeHtml(text: string): string {
  const entities: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replace(/[&<>"']/g, (char) => entities[char] ?? char);
}
