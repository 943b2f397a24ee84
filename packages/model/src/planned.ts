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
   * What of the unknowns is known, by their property paths: documents with words where a deployment decides, such as
   * `[unknown: arn of Secret registry]`.
   *
   * @default - nothing
   */
  knownInPart?: Record<string, unknown>;
  /** True if AWS keeps it when the stack lets go of it; plans of an older Ballast do not say. */
  retainOnDelete?: boolean;
  /** What must be there first, by the property that refers to it. */
  propertyDependencies: Record<string, string[]>;
  /** Other URNs under which a state may know it, those that it has from its parent's aliases too. */
  aliases: string[];
  /** Property paths whose changes replace it, by the program. @default - none */
  replaceOnChanges?: string[];
  /** Whether a replacement deletes it before it creates the new one, by the program. @default - the provider decides */
  deleteBeforeReplace?: boolean;
  /** URN of the provider that the program gives it. @default - the default provider */
  provider?: string;
}

/** A resource as an update would register it, with what it takes to see who refers to it. */
export interface ResolvedResource extends PlannedResource {
  /**
   * What other resources may refer to it by, and where that stands: `{ "vol-0123…": "id" }`. Stand-ins all. A stack reference
   * has the other stack's outputs: `{ "subnet-0123…": "outputs.privateSubnetIds.a" }`. No secrets.
   */
  identifiers: Record<string, string>;
  /** What a storage component says that its data outlives; undefined for everything else. */
  survives?: Survival;
  /** Of a storage component: folders of instances, and `driver:volume` of Docker, where its data is mounted. @default - none */
  mounts?: string[];
}
