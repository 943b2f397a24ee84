import type { Described, Others } from "./described.ts";

export const NodeKind = {
  /** Somebody outside of the stack. */
  Outside: "outside",
  Balancer: "balancer",
  Compute: "compute",
  Instances: "instances",
  Store: "store",
  Secret: "secret",
  Automation: "automation",
  Network: "network",
  Other: "other",
} as const;
export type NodeKind = (typeof NodeKind)[keyof typeof NodeKind];

/** How a type stands in a diagram. */
export type Look =
  | { as: "node"; kind: NodeKind }
  /** It is part of another resource. */
  | { as: "part"; of: string }
  /** It stands with the resources that refer to it, and is a node itself if nothing does and it has a kind. */
  | { as: "used"; kind?: NodeKind; words?: string }
  /** An edge, a note, or nothing. */
  | { as: "nothing" };

export const node = (kind: NodeKind): Look => ({ as: "node", kind });
/** @param of Path of the property that names the whole. */
export const partOf = (of: string): Look => ({ as: "part", of });
export const used: Look = { as: "used" };
export const undrawn: Look = { as: "nothing" };

/** How a CloudFormation stack is drawn whose template creates a resource of the type. */
export interface DrawnStack {
  kind: NodeKind;
  words: string;
  /** Only if the template creates nothing else. @default false */
  isAlone?: boolean;
}

/** A few words each; parts are the resources that the node stands for, by type. */
export type Notes = (resource: Described, parts: Others) => (string | false)[];

/** The first two of several, and how many more there are. */
export function listed(words: readonly string[]): string {
  return words.length > 2 ? `${words.slice(0, 2).join(", ")} + ${words.length - 2}` : words.join(", ");
}
