import type { Properties } from "./wire.ts";

/** A registration as the SDK sends it to the engine, before anything in it is opened. */
export interface Registration {
  urn: string;
  type: string;
  name: string;
  /** URN of the parent; null at the top. */
  parent: string | null;
  custom: boolean;
  /** Of the resource that exists, and that the stack takes over. @default - it is created */
  importId?: string;
  /** A component that a provider constructs, such as awsx's. */
  remote: boolean;
  /** On the wire: with envelopes and marks. */
  inputs: Properties;
  protect: boolean;
  retainOnDelete: boolean;
  /** Sorted URNs of everything that must be there first, by option or by value. */
  dependsOn: string[];
  /** The same by the property that refers to it. */
  propertyDependencies: Record<string, string[]>;
  aliases: string[];
  ignoreChanges: string[];
  replaceOnChanges: string[];
  /** Undefined where the program leaves it to the provider. */
  deleteBeforeReplace: boolean | undefined;
  customTimeouts: { create: string; update: string; delete: string };
  provider: string;
  /** Of a remote component: what its children of a package are registered with, by package. */
  providers?: Record<string, string>;
}

/** A resource that exists elsewhere and is only looked at. */
export interface Reading {
  urn: string;
  type: string;
  name: string;
  parent: string | null;
  id: string;
}

/** What the engine would answer: properties on the wire, and which resources each of them stands for. */
export interface Answer {
  id: string;
  state: Properties;
  dependencies?: Record<string, string[]>;
}

/** Who answers the calls that the SDK makes on its monitor. */
export interface Handlers {
  register(registration: Registration): Answer;
  read(reading: Reading): Properties;
  registerOutputs(urn: string, outputs: Properties): void;
  invoke(token: string, inputs: Properties): Properties;
  /** Before a resource is registered: the properties that its class knows. */
  constructing(type: string, properties: readonly string[]): void;
  /** Anything that went wrong while one of the others was answered. */
  failed(error: unknown): void;
}

export interface RuntimeOptions {
  organization: string;
  project: string;
  stack: string;
  preview: boolean;
  /** Values as the SDK keeps them: strings, JSON for what is not a string; keys with their namespace. */
  config: Record<string, string>;
  secretConfigKeys: string[];
}
