import type { Request } from "./evaluate.ts";
import type { PolicyStatement } from "./policy.ts";
import { mayAsk, settled, type Askers } from "./reach.ts";

/** A principal's permissions: the statements of all its policies, limited by a permissions boundary. */
export interface Grant {
  statements: readonly PolicyStatement[];
  /** The permissions boundary's statements. @default - there is no boundary, or it is unknown */
  limits?: readonly PolicyStatement[] | undefined;
}

/**
 * Returns a function that tells whether a request is allowed to the askers. Conditions are evaluated once for
 * all requests.
 */
export function allowanceOf({ statements, limits }: Grant, askers: Askers): (request: Request) => boolean {
  const own = settled(statements, askers);
  const bounds = limits && settled(limits, askers);
  return (request) =>
    mayAsk(own, request, nobodys) && (bounds === undefined || mayAsk(bounds, request, nobodys));
}

/** Askers for statements whose conditions have been removed. */
export const nobodys: Askers = () => ({ values: [], mayLack: true, isChosen: true });
