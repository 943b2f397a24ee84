import type { UsageSettings } from "@ballast/analysis/cost";
import type { Fields, PlannedResource, ResolvedResource } from "@ballast/model";
import type { ClusterSpec } from "@ballast/placement";
import type { Finding } from "@ballast/policy";
import type { Acknowledgement } from "./difference/acknowledgement.ts";

export interface StackPlan {
  stack: string;
  /** `aws:region` of its configuration. @default - unknown, of a plan by an older command */
  region?: string;
  /**
   * The configuration of its default providers without secrets, keyed by package, for example the keys of `aws:`. @default - unknown, of
   * a plan by
   * an older command
   */
  providers?: Record<string, Fields>;
  /**
   * The placeholder account in `resolved`, if no setting contains the stack's account. @default - the stack's own, or a plan by an older
   * command
   */
  standInAccount?: string;
  /** The resources as a preview shows them. */
  resources: PlannedResource[];
  /** The resources that an update would register, with placeholders for values that AWS computes. */
  resolved: ResolvedResource[];
  outputs: Record<string, unknown>;
  /** Names of the outputs that have ARNs of secrets, which a preview does not know. @default - unknown, of a plan by an older command */
  secretOutputs?: string[];
  findings: Finding[];
  /** Its container instances and the tasks to run on them, for a simulation. */
  clusters: ClusterSpec[];
  /** The commands that the deployer must run before the first deployment. */
  commands: string[];
  /** Acknowledged data losses: `ballast:acknowledged` of the stack's configuration, without invalid entries. */
  acknowledged: Acknowledgement[];
  /** The assumptions about its use in `ballast:usage`. @default - the defaults, of a plan by an older command */
  usage?: UsageSettings;
  /** Its budget in US dollars per month: `ballast:budget`. @default - no limit */
  budget?: number;
  durationMs: number;
}
