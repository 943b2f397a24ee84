import type { Described, Others } from "./described.ts";

export const NodeKind = {
  /** A user or system outside of the stack. */
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

/** How a type is drawn in a diagram. */
export type Look =
  | { as: "node"; kind: NodeKind }
  /** A part of another resource. */
  | { as: "part"; of: string }
  /** Drawn in the resources that refer to it; if there are none and it has a kind, as a separate node. */
  | { as: "used"; kind?: NodeKind; words?: string }
  /** An edge or a note, or not drawn. */
  | { as: "nothing" };

export const node = (kind: NodeKind): Look => ({ as: "node", kind });
/** @param of Path of the property that names the other resource. */
export const partOf = (of: string): Look => ({ as: "part", of });
export const used: Look = { as: "used" };
export const undrawn: Look = { as: "nothing" };

/** How to draw a CloudFormation stack whose template creates a resource of the type. */
export interface DrawnStack {
  kind: NodeKind;
  words: string;
  /** Only if the template creates no other resource. @default false */
  isAlone?: boolean;
}

/** Short notes for a node. `parts` are the resources that it includes, by type. */
export type Notes = (resource: Described, parts: Others) => (string | false)[];

/** The first two words, and the number of further ones. */
export function listed(words: readonly string[]): string {
  return words.length > 2 ? `${words.slice(0, 2).join(", ")} + ${words.length - 2}` : words.join(", ");
}
