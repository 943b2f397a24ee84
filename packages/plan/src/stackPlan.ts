import type { ClusterSpec } from "@ballast/placement";
import type { Finding } from "@ballast/policy";

/** A resource as the plan shows it. */
export interface PlannedResource {
  urn: string;
  type: string;
  name: string;
  /** URN of the component around it; null at the top. */
  parent: string | null;
  /** False for components. */
  custom: boolean;
  /** Secrets read `[secret]`; what is known only after a deployment reads `[unknown]`. */
  inputs: Record<string, unknown>;
  /** Property paths of the secrets. */
  secrets: string[];
  /** Property paths of the unknowns. */
  unknown: string[];
  protect: boolean;
  /** URNs of what must be there first, by option or by value. */
  dependsOn: string[];
}

export interface StackPlan {
  stack: string;
  /** What a preview shows. */
  resources: PlannedResource[];
  /** What an update would register, with stand-ins for what AWS computes. */
  resolved: PlannedResource[];
  outputs: Record<string, unknown>;
  findings: Finding[];
  /** Its container instances and what is to run on them, for a simulation. */
  clusters: ClusterSpec[];
  /** What the deployer must still do before the first deployment. */
  commands: string[];
  durationMs: number;
}
