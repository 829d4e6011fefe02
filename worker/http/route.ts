import { createRoute, OpenAPIHono, type RouteConfig } from "@hono/zod-openapi";
import { z, type ZodType } from "zod";
import { problem } from "#contract/problem.ts";
import { type Access, checksOf } from "./access.ts";
import type { HttpEnv } from "./context.ts";
import { describeAccess } from "./describe-access.ts";
import { invalidInput } from "./problems.ts";
import { smallBody } from "./small-body.ts";

/** A route as it is written down: what OpenAPI needs, and who may call it. */
type Declaration = Omit<RouteConfig, "middleware"> & {
  access: Access;
  summary: string;
  /** Answers a WebSocket upgrade; the workspace is named by `?workspace=`. */
  socket?: boolean;
  /** Counts against a rate limit binding, by caller. */
  limit?: "ingest" | "sign-in";
};

/** One row of the route table. `path` is written as in OpenAPI: `/api/machines/{id}`. */
export type RouteEntry = Pick<Declaration, "access" | "method" | "path" | "socket" | "limit">;

const declared: RouteEntry[] = [];

/** Every route that was declared. The authorisation test runs over it. */
export const routeTable: readonly RouteEntry[] = declared;

/**
 * Declares a route. This is the only way to have one: the checks that its access asks for run before its
 * handler, its input is validated, and the authorisation test finds it in the route table.
 */
export function route<const P extends string, const D extends Declaration & { path: P }>(
  declaration: D & { path: P },
) {
  const { access, socket, limit, ...config } = declaration;
  const entry = { access, socket, limit, method: config.method, path: config.path };
  declared.push(entry);

  return createRoute({
    ...config,
    request: withDescribedBody(config.request),
    description: [config.description, describeAccess(access)].filter(Boolean).join(" "),
    security: access === "public" ? [] : [{ machineToken: [] }, { signInCookie: [] }],
    responses: { ...config.responses, default: refusalAnswer },
    middleware: config.request?.body?.required ? [...checksOf(entry), smallBody] : checksOf(entry),
    // The checks run before validation and the answers to refusals are thrown, so neither is part of the types.
  } as unknown as Omit<D, "access" | "socket" | "limit"> & { path: P });
}

/**
 * A body that is declared without `required` is described and not read: its handler does that, because it is
 * compressed, large or not JSON. Only schemas of Zod are validated, so such a body's are turned into plain ones.
 */
function withDescribedBody(request: Declaration["request"]): Declaration["request"] {
  if (!request?.body || request.body.required) return request;
  const content = Object.entries(request.body.content).map(([mediaType, described]) => {
    const schema = described && "schema" in described ? described.schema : undefined;
    if (!(schema instanceof z.ZodType)) return [mediaType, described];
    return [mediaType, { schema: z.toJSONSchema(schema, { io: "input" }) }];
  });
  return { ...request, body: { ...request.body, content: Object.fromEntries(content) } };
}

/** An app for the routes of one area. */
export const newRoutes = () =>
  new OpenAPIHono<HttpEnv>({
    defaultHook: (result) => (result.success ? undefined : invalidInput(result.error)),
  });

/** A JSON answer: `responses: { 200: json(memberList, "The members.") }`. */
export const json = <S extends ZodType>(schema: S, description: string) => ({
  description,
  content: { "application/json": { schema } },
});

/** A JSON body that must be there: `request: { body: jsonBody(workspaceInput) }`. */
export const jsonBody = <S extends ZodType>(schema: S) => ({
  required: true as const,
  content: { "application/json": { schema } },
});

/** An answer without a body: `responses: { 204: nothing }`. */
export const nothing = { description: "Done." };

const refusalAnswer = {
  description: "A refusal.",
  content: { "application/problem+json": { schema: problem } },
};
