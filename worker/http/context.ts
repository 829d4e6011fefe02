import type { Context } from "hono";
import type { TokenScope } from "#contract/team.ts";
import type { Database } from "#worker/db/client.ts";
import type { Actor, OperationContext, Person, PersonContext } from "#worker/operations/context.ts";

/** Whose request it is, as its credential says. What it may do is decided for each route. */
export type Caller =
  | { type: "person"; person: Person; via: "cookie" | "device-session" }
  | {
      type: "machine";
      person: Person;
      workspace: { id: string; slug: string };
      actor: Extract<Actor, { type: "machine" }>;
      machine: { id: string; name: string };
      scopes: TokenScope[];
    };

export type HttpEnv = {
  Bindings: Env;
  Variables: {
    requestId: string;
    /** Read once a request, in Unix milliseconds. */
    now: number;
    db: Database;
    /** Set by every route that is not public. */
    caller?: Caller;
    /** Set by the routes of a workspace, after membership was checked. */
    actor?: Actor;
  };
};

/** The part of a handler's context that does not depend on its path and its input. */
export type AnyContext = Pick<Context<HttpEnv>, "env" | "var" | "executionCtx">;

/** For the operations of a workspace; its route must be declared with a scope and a role. */
export function operationContext(c: AnyContext): OperationContext {
  if (!c.var.actor) throw new Error("The route is not declared as one of a workspace.");
  return { ...outerContext(c), actor: c.var.actor };
}

/** For operations about the person who calls, such as listing their workspaces. */
export function personContext(c: AnyContext): PersonContext {
  return { ...outerContext(c), person: callerOf(c).person };
}

/** Who calls. Fails on public routes, which know nobody. */
export function callerOf(c: AnyContext): Caller {
  if (!c.var.caller) throw new Error("The route is declared as public, so it has no caller.");
  return c.var.caller;
}

function outerContext(c: AnyContext): Omit<OperationContext, "actor"> {
  return {
    env: c.env,
    db: c.var.db,
    now: c.var.now,
    waitUntil: (work) => c.executionCtx.waitUntil(work),
  };
}
