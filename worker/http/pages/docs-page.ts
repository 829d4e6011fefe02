import { html } from "hono/html";
import type { OpenApi } from "../open-api.ts";
import { page } from "./page.ts";
import { type JsonSchema, schemaText } from "./schema-text.ts";

type Content = Record<string, { schema?: JsonSchema }>;
type Operation = {
  summary?: string;
  description?: string;
  parameters?: { name: string; in: string; required?: boolean; schema?: JsonSchema }[];
  requestBody?: { content: Content };
  responses: Record<string, { description: string; content?: Content }>;
};
type Entry = { method: string; path: string; operation: Operation };

const methods = ["get", "post", "put", "patch", "delete"];

/** The interface, readable: every route with who may call it, what it takes and what it answers. */
export function docsPage(document: OpenApi) {
  const areas = Object.entries(Object.groupBy(entriesOf(document), areaOf));
  return page(
    "API",
    html`<h1>Stint API <span class="quiet">${document.info.version}</span></h1>
      <p class="quiet lead">
        ${document.info.description} For programs: <a href="/api/openapi.json">openapi.json</a>.
      </p>
      ${areas.map(
        ([area, entries = []]) =>
          html`<section>
            <h2 id="${area}">${area}</h2>
            ${entries.map((entry) => entryCard(entry))}
          </section>`,
      )}`,
  );
}

function entriesOf({ paths = {} }: OpenApi): Entry[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => methods.includes(method))
      .map(([method, operation]) => ({ method, path, operation: operation as Operation })),
  );
}

/** `/api/workspaces/{slug}` → `workspaces`. */
const areaOf = ({ path }: Entry) => path.replace(/^\/api\//, "/").split("/")[1] ?? "";

const entryCard = ({ method, path, operation }: Entry) =>
  html`<details class="card">
    <summary>
      <span class="method">${method.toUpperCase()}</span>
      <code class="path">${path}</code>
      <span class="says">${operation.summary}</span>
    </summary>
    <p class="quiet">${operation.description}</p>
    ${parameters(operation)} ${contents("Body", operation.requestBody?.content)}
    ${Object.entries(operation.responses).map(([status, answer]) =>
      status === "default"
        ? ""
        : html`<h3>${status} <span class="quiet">${answer.description}</span></h3>
            ${schemas(answer.content)}`,
    )}
  </details>`;

function parameters({ parameters: list = [] }: Operation) {
  if (list.length === 0) return "";
  return html`<h3>Parameters</h3>
    <table>
      ${list.map(
        ({ name, in: place, required, schema }) =>
          html`<tr>
            <td><code>${name}</code></td>
            <td class="quiet">${place}${required ? ", required" : ""}</td>
            <td><code>${schemaText(schema ?? {})}</code></td>
          </tr>`,
      )}
    </table>`;
}

const contents = (title: string, content?: Content) =>
  content
    ? html`<h3>${title}</h3>
        ${schemas(content)}`
    : "";

const schemas = (content: Content = {}) =>
  Object.entries(content).map(([mediaType, { schema }]) =>
    schema ? html`<pre>${schemaText(schema)}</pre>` : html`<code>${mediaType}</code>`,
  );
