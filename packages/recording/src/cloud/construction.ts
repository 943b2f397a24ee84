import { resourceOnTheWire, unknownOnTheWire, type Properties } from "../wire.ts";

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

/** The result of a component: its outputs as sent over gRPC, and the resources on which each depends. */
export interface Constructed {
  state: Properties;
  dependencies: Record<string, string[]>;
}

/** A component's children, one after the other: each is registered, and its answer handed back, before the next. */
export type Construction = Generator<Child, Constructed, Registered>;

export interface ConstructRequest {
  name: string;
  urn: string;
  /** As sent over gRPC, with the SDK's markers for secrets and unknown values. */
  inputs: Properties;
  /** URNs of what each input comes from. @default none */
  inputDependencies?: Record<string, string[]>;
}

/** An input that comes from another resource. */
export class Taken {
  readonly from: Registered;
  readonly value: unknown;

  constructor(from: Registered, value: unknown) {
    this.from = from;
    this.value = value;
  }
}

export function idOf(resource: Registered): Taken {
  return new Taken(resource, resource.id);
}

/** An output of a resource; unknown until the resource exists. */
export function output(resource: Registered, property: string): Taken {
  return new Taken(resource, resource.state[property] ?? unlessThere(resource));
}

function unlessThere({ id }: Registered): unknown {
  return id === unknownOnTheWire ? unknownOnTheWire : undefined;
}

/** @param inputs Plain, or taken from other resources; undefined is left out. */
export function child(
  dependsOn: Registered | undefined,
  parent: string,
  type: string,
  name: string,
  inputs: Record<string, unknown>,
): Child {
  const plain: Properties = {};
  const propertyDependencies: Record<string, string[]> = {};
  const sources = new Set(dependsOn ? [dependsOn.urn] : []);
  for (const [property, input] of Object.entries(inputs)) {
    const value = input instanceof Taken ? input.value : input;
    if (value === undefined) continue;
    plain[property] = value;
    propertyDependencies[property] = input instanceof Taken ? [input.from.urn] : [];
    if (input instanceof Taken) sources.add(input.from.urn);
  }
  return { type, name, parent, inputs: plain, dependsOn: [...sources].sort(), propertyDependencies };
}

export function reference({ urn, id }: Registered): Properties {
  return resourceOnTheWire(urn, id);
}

/** A list with something unknown in it is unknown as a whole. */
export function known(values: unknown[]): unknown {
  return values.includes(unknownOnTheWire) ? unknownOnTheWire : values;
}
