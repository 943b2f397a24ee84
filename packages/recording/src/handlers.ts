import type { Properties } from "./wire.ts";

/** A registration as the SDK sends it to the engine, before anything in it is opened. */
export interface Registration {
  urn: string;
  type: string;
  name: string;
  /** URN of the parent; null at the top. */
  parent: string | null;
  custom: boolean;
  /** The id of an existing resource that the stack imports. @default - it is created */
  importId?: string;
  /** A component that a provider constructs, such as awsx's. */
  remote: boolean;
  /** As sent over gRPC, with the SDK's markers. */
  inputs: Properties;
  protect: boolean;
  /** Undefined where the program leaves it to the component around the resource. */
  retainOnDelete: boolean | undefined;
  /** Sorted URNs of everything that must be there first, by option or by value. */
  dependsOn: string[];
  /** The same by the property that refers to it. */
  propertyDependencies: Record<string, string[]>;
  aliases: string[];
  ignoreChanges: string[];
  replaceOnChanges: string[];
  /** A value whose change has the engine replace the resource. @default - none */
  replacementTrigger?: unknown;
  /** URNs of resources with which the engine replaces it. @default - none */
  replaceWith?: string[];
  /** Undefined where the program leaves it to the provider. */
  deleteBeforeReplace: boolean | undefined;
  customTimeouts: { create: string; update: string; delete: string };
  provider: string;
  /** For a remote component: the providers of its children, by package. */
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

/** The engine's response: properties as sent over gRPC, and the resources on which each property depends. */
export interface Answer {
  id: string;
  state: Properties;
  dependencies?: Record<string, string[]>;
}

/** The functions that respond to the SDK's calls of its resource monitor. */
export interface Handlers {
  register(registration: Registration): Answer | Promise<Answer>;
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
