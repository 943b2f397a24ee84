import { NodeKind } from "@ballast/aws";

export { NodeKind };

/** What a stack is made of and what may talk to what, for a drawing: boxes hold nodes and boxes, edges join either. */
export interface Diagram {
  boxes: DiagramBox[];
  nodes: DiagramNode[];
  edges: DiagramEdge[];
  /** How many resources no node stands for, by type. */
  undrawn: Record<string, number>;
}

export const BoxKind = {
  /** A virtual private cloud, of this stack or of another one. */
  Network: "network",
  /** Subnets of one tier. */
  Tier: "tier",
  /** Container instances of one capacity, with what runs on them. */
  Instances: "instances",
  /** What has no place in a network: stores and services of the region. */
  Services: "services",
  /** What acts by itself: pipelines, builds, schedules, events. */
  Automation: "automation",
} as const;
export type BoxKind = (typeof BoxKind)[keyof typeof BoxKind];

export interface DiagramBox {
  id: string;
  kind: BoxKind;
  title: string;
  notes: string[];
  /** The box around it; null at the top. */
  box: string | null;
  /** The resource that it is; null where it is a place. */
  urn: string | null;
  /** URNs of what it stands for. */
  resources: string[];
}

export interface DiagramNode {
  id: string;
  kind: NodeKind;
  title: string;
  /** In words: `load balancer`. */
  type: string;
  notes: string[];
  /** The box around it; null at the top. */
  box: string | null;
  /** The resource that it is; null for what is not of this stack. */
  urn: string | null;
  /** URNs of what it stands for, itself among them. */
  resources: string[];
}

export const EdgeKind = {
  /** Security groups, or a route, let packets pass. */
  Traffic: "traffic",
  /** A role lets one do something to the other. */
  Permission: "permission",
  /** What happens at one starts or tells the other. */
  Event: "event",
  /** Tasks of one run on the other. */
  Runs: "runs",
} as const;
export type EdgeKind = (typeof EdgeKind)[keyof typeof EdgeKind];

export interface DiagramEdge {
  /** Id of a node or a box. */
  from: string;
  to: string;
  kind: EdgeKind;
  /** Short: `TCP 443`. */
  label: string;
  /** All of it, a line each. */
  details: string[];
  /** True if only one of the two security groups allows it, so that nothing passes. */
  blocked: boolean;
}
