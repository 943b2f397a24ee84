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
   * The configuration of its default providers, by package: what it says of `aws:`, without secrets. @default - unknown, of a plan by
   * an older command
   */
  providers?: Record<string, Fields>;
  /** The account in `resolved`, if no setting names the stack's own. @default - it is the stack's own, or an older command's plan */
  standInAccount?: string;
  /** What a preview shows. */
  resources: PlannedResource[];
  /** What an update would register, with stand-ins for what AWS computes. */
  resolved: ResolvedResource[];
  outputs: Record<string, unknown>;
  findings: Finding[];
  /** Its container instances and what is to run on them, for a simulation. */
  clusters: ClusterSpec[];
  /** What the deployer must still do before the first deployment. */
  commands: string[];
  /** Why data may go: `ballast:acknowledged` of the stack's configuration, without the entries that are refused. */
  acknowledged: Acknowledgement[];
  /** What `ballast:usage` assumes of its use. @default - the defaults, of a plan by an older command */
  usage?: UsageSettings;
  /** Dollars of a month that it may cost: `ballast:budget`. @default - no limit */
  budget?: number;
  durationMs: number;
}
