import type { Properties } from "../wire.ts";

/** A child that a provider's component registers; inputs are on the wire, with unknowns marked. */
export interface Child {
  type: string;
  name: string;
  /** URN. */
  parent: string;
  inputs: Properties;
  /** URNs. */
  dependsOn: string[];
  /** URNs by the property that refers to them; empty for the others. */
  propertyDependencies: Record<string, string[]>;
}

export interface Registered {
  urn: string;
  /** The mark of the unknown in a preview. */
  id: string;
  state: Properties;
}

/** What the component answers in the end: its outputs on the wire, and the resources behind each. */
export interface Constructed {
  state: Properties;
  dependencies: Record<string, string[]>;
}

/** A component's children, one after the other: each is registered, and its answer handed back, before the next. */
export type Construction = Generator<Child, Constructed, Registered>;

export interface ConstructRequest {
  name: string;
  urn: string;
  /** On the wire: with marks of secrets and unknowns. */
  inputs: Properties;
  /** URNs of what each input comes from. @default none */
  inputDependencies?: Record<string, string[]>;
}
