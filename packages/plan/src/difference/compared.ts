import type { PlannedResource } from "@ballast/model";
import type { PropertyChange } from "./difference.ts";

/** A resource that both sides have, as it is on the new side. */
export interface Compared {
  resource: PlannedResource;
  /** As it is on the old side, with the new side's URNs; undefined for a resource of a template. */
  was?: PlannedResource;
  /** Its inputs, with placeholders replaced by marks. */
  document: Record<string, unknown>;
  /** The changed properties, including those that follow from changes of other resources. */
  properties: PropertyChange[];
  /** Values by which others may refer to it, with marks, and the path of the output that contains each: `outputs.SecretArn`. */
  identifiers: Readonly<Record<string, string>>;
}
