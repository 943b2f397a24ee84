import type { KnownResource } from "./resource.ts";
import type { Survival } from "./survival.ts";

/** A resource as the plan shows it. */
export interface PlannedResource extends KnownResource {
  /** Secrets read `[secret]`; what is known only after a deployment reads `[unknown]`. */
  inputs: Record<string, unknown>;
  /** Property paths of the secrets. */
  secrets: string[];
  /** Property paths of the unknowns. */
  unknown: string[];
  /**
   * The known parts of unknown values, by property path: documents with placeholders for values that are known only after the
   * deployment, such as `[unknown: arn of Secret registry]`.
   *
   * @default - nothing
   */
  knownInPart?: Record<string, unknown>;
  /** True if AWS keeps it when the stack lets go of it; plans of an older Ballast do not say. */
  retainOnDelete?: boolean;
  /** The URNs of the resources on which the resource depends, by the property that refers to them. */
  propertyDependencies: Record<string, string[]>;
  /** Other URNs under which a state may know it, those that it has from its parent's aliases too. */
  aliases: string[];
  /** Property paths whose changes replace it, by the program. @default - none */
  replaceOnChanges?: string[];
  /** A value whose change replaces it, by the program; a secret reads `[secret]`. @default - none */
  replacementTrigger?: unknown;
  /** URNs of resources with which it is replaced, by the program. @default - none */
  replaceWith?: string[];
  /** Whether the program requires that a replacement deletes the old resource before it creates the new one. @default - the provider decides */
  deleteBeforeReplace?: boolean;
  /** URN of the provider that the program gives it. @default - the default provider */
  provider?: string;
}

/** A resource as an update would register it, with what it takes to see who refers to it. */
export interface ResolvedResource extends PlannedResource {
  /**
   * Placeholder values by which other resources may refer to it, and the properties that contain them: `{ "vol-0123…": "id" }`. A
   * stack reference has the other stack's outputs: `{ "subnet-0123…": "outputs.privateSubnetIds.a" }`. No secrets.
   */
  identifiers: Record<string, string>;
  /** The events that the data of a storage component survives; undefined for other resources. */
  survives?: Survival;
  /** The locations where a storage component's data is mounted: folders of instances, and Docker volumes as `driver:volume`. @default - none */
  mounts?: string[];
}
