/** The properties of a resource or component that both plans and rules use. */
export interface KnownResource {
  urn: string;
  type: string;
  name: string;
  /** URN of the component around it; null at the top. */
  parent: string | null;
  /** False for components. */
  custom: boolean;
  protect: boolean;
  /** URNs of what must be there first, by option or by value. */
  dependsOn: string[];
  /** Property paths that keep the value which the state has. */
  ignoreChanges: string[];
}

/** A resource or component as rules see it, with its resolved values, so that rules can find it by references to it. */
export interface Resource extends KnownResource {
  /** Opened: no envelopes, secrets in clear. A message must never quote a property that may be secret. */
  inputs: Record<string, unknown>;
  /**
   * The type by which the program or a template names it, where rules see it as another type: an alias of it, or a type of
   * CloudFormation's. @default type
   */
  registeredType?: string;
  /** Property paths of `inputs` that are secret. Undefined where nothing is said: Pulumi's engine does not tell its policies. */
  secrets?: readonly string[];
  /** The inputs with what AWS adds: `arn`, `name`, … */
  state: Record<string, unknown>;
  id: string;
  /** Undefined where nothing is said: Pulumi's engine does not tell its policies. */
  retainOnDelete: boolean | undefined;
  /** The registered outputs of a component; undefined if it registered none. */
  outputs?: Record<string, unknown>;
}
