import type { PropertyChange, StackDifference } from "./difference.ts";

/** A change that AWS rejects, so that the update fails at this resource. */
export interface Refusal extends Pick<PropertyChange, "path" | "from" | "to"> {
  /** URN on the new side. */
  urn: string;
  /** A sentence without its period: `the size of a volume cannot be reduced (100 to 50)`. */
  reason: string;
}

/** The changes of a difference that AWS rejects. They cannot be acknowledged; the change must be revised. */
export function refusalsOf({ changed }: Pick<StackDifference, "changed">): Refusal[] {
  return changed.flatMap(({ urn, properties }) =>
    properties.flatMap(({ path, from, to, refused }) =>
      refused === undefined ? [] : [{ urn, path, from, to, reason: refused }],
    ),
  );
}
