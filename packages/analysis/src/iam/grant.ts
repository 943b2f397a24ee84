import type { Request } from "./evaluate.ts";
import type { PolicyStatement } from "./policy.ts";
import { mayAsk, settled, type Askers } from "./reach.ts";

/** What somebody may do: what their policies allow and deny together, within a permissions boundary. */
export interface Grant {
  statements: readonly PolicyStatement[];
  /** The boundary's statements. @default - nothing limits the policies, or what limits them is unknown */
  limits?: readonly PolicyStatement[] | undefined;
}

/** Whether a request is allowed to askers. A closed answer for many requests: conditions are judged once. */
export function allowanceOf({ statements, limits }: Grant, askers: Askers): (request: Request) => boolean {
  const own = settled(statements, askers);
  const bounds = limits && settled(limits, askers);
  return (request) =>
    mayAsk(own, request, nobodys) && (bounds === undefined || mayAsk(bounds, request, nobodys));
}

/** For statements without conditions. */
export const nobodys: Askers = () => ({ values: [], mayLack: true, isChosen: true });
