import type { PropertyChange, StackDifference } from "./difference.ts";

/** A change that AWS refuses, so that the update fails where it comes to it. */
export interface Refusal extends Pick<PropertyChange, "path" | "from" | "to"> {
  /** On the new side. */
  urn: string;
  /** A sentence without its full stop: `the size of a volume cannot be reduced (100 to 50)`. */
  reason: string;
}

/** What AWS refuses of a difference. It cannot be acknowledged: the change must be a different one. */
export function refusalsOf({ changed }: Pick<StackDifference, "changed">): Refusal[] {
  return changed.flatMap(({ urn, properties }) =>
    properties.flatMap(({ path, from, to, refused }) =>
      refused === undefined ? [] : [{ urn, path, from, to, reason: refused }],
    ),
  );
}
