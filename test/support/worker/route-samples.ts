import type { Role, TokenScope } from "#contract/team.ts";
import { ledgerSamples } from "./ledger-samples.ts";
import { priceSamples } from "./price-samples.ts";
import { sessionSamples } from "./session-samples.ts";
import { teamSamples } from "./team-samples.ts";
import { vibeSamples } from "./vibe-samples.ts";
import type { World } from "./world.ts";

/**
 * What the authorisation test knows of a route, written by hand and apart from its declaration: who may call it at
 * least, and a request that succeeds.
 */
export type Sample = {
  /** `person`: signed in by cookie. `caller`: that, or any token. */
  least: Role | "anybody" | "caller" | "person";
  /** What a token needs; tokens of other scopes are refused. Absent where tokens never may. */
  scope?: TokenScope | "any";
  /** What those answer who may. */
  status: number;
  /** Where some of those who may are answered otherwise. */
  except?: Partial<Record<string, number>>;
  /** Values of the path's parameters (but `slug`), the query and the body; made anew for each call. */
  request?: (world: World) => SampleRequest | Promise<SampleRequest>;
  /** The path names a row of the workspace: the owner of another one must not find it. */
  isRow?: boolean;
  /** The calls change who may call, so the route gets a workspace to itself. */
  needsOwnWorld?: boolean;
};

export type SampleRequest = { params?: Record<string, string>; query?: string; body?: unknown };

/** Every route, keyed by method and path as declared. */
export const samples: Record<string, Sample> = {
  ...teamSamples,
  ...ledgerSamples,
  ...priceSamples,
  ...vibeSamples,
  ...sessionSamples,
};
