import { NodeKind } from "@ballast/aws";

export { NodeKind };

/** A stack's resources and their connections, for a diagram. Boxes contain nodes and boxes; edges connect nodes or boxes. */
export interface Diagram {
  boxes: DiagramBox[];
  nodes: DiagramNode[];
  edges: DiagramEdge[];
  /** Number of resources that no node represents, by type. */
  undrawn: Record<string, number>;
}

export const BoxKind = {
  /** A VPC of this stack or of another one. */
  Network: "network",
  /** Subnets of one tier. */
  Tier: "tier",
  /** Container instances of one capacity, with the services that run on them. */
  Instances: "instances",
  /** Resources outside of any VPC: stores and services of the region. */
  Services: "services",
  /** Automation: pipelines, builds, schedules, events. */
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
  /** The resource that the box represents; null if it represents a place. */
  urn: string | null;
  /** URNs of the resources that it represents. */
  resources: string[];
}

export interface DiagramNode {
  id: string;
  kind: NodeKind;
  title: string;
  /** The kind in words: `load balancer`. */
  type: string;
  notes: string[];
  /** The box around it; null at the top. */
  box: string | null;
  /** The resource that the node represents; null if it is not a resource of this stack. */
  urn: string | null;
  /** URNs of the resources that it represents, including its own. */
  resources: string[];
}

export const EdgeKind = {
  /** Security groups or a route allow traffic. */
  Traffic: "traffic",
  /** A role allows one end to act on the other. */
  Permission: "permission",
  /** An event at one end starts or notifies the other. */
  Event: "event",
  /** Tasks of one end run on the other. */
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
  /** The full text, one line for each fact. */
  details: string[];
  /** True if only one of the two security groups allows the traffic, so that it is blocked. */
  blocked: boolean;
}
