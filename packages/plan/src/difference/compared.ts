import type { PlannedResource } from "@ballast/model";
import type { PropertyChange } from "./difference.ts";

/** A resource of both sides, as the new one has it. */
export interface Compared {
  resource: PlannedResource;
  /** As the old one has it, with the new side's URNs; undefined of a resource of a template. */
  was?: PlannedResource;
  /** Its inputs with marks for stand-ins. */
  document: Record<string, unknown>;
  /** What differs; what follows from changes of others is added. */
  properties: PropertyChange[];
  /** What others may refer to it by, with marks, and the output in which that stands: `outputs.SecretArn`. */
  identifiers: Readonly<Record<string, string>>;
}
