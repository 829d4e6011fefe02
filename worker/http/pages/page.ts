import { html } from "hono/html";

type Markup = ReturnType<typeof html>;

export const stylePath = "/api/style.css";

/** A small page that the Worker writes itself. Text in it is escaped by `html`. */
export const page = (title: string, body: Markup) =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · Stint</title>
        <link rel="stylesheet" href="${stylePath}" />
      </head>
      <body>
        <main>${body}</main>
      </body>
    </html>`;
