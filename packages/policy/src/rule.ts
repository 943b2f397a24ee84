/** A resource or component as rules see it: with what it resolves to, so that one can be found by what refers to it. */
export interface Resource {
  urn: string;
  type: string;
  name: string;
  /** URN of the component around it; null at the top. */
  parent: string | null;
  custom: boolean;
  /** Opened: no envelopes, secrets in clear. A message must never quote a property that may be secret. */
  inputs: Record<string, unknown>;
  /** The inputs with what AWS adds: `arn`, `name`, … */
  state: Record<string, unknown>;
  id: string;
  protect: boolean;
  retainOnDelete: boolean;
  ignoreChanges: string[];
  /** URNs of what must be there first, by option or by value. */
  dependsOn: string[];
  /** What a component registered as its outputs; undefined if it registered none. */
  outputs?: Record<string, unknown>;
}

export const Severity = { Error: "error", Warning: "warning", Waived: "waived" } as const;
export type Severity = (typeof Severity)[keyof typeof Severity];

/** What a rule has against a resource. */
export interface Violation {
  resource: Resource;
  message: string;
}

export interface Rule {
  /** Stands in findings, waivers and settings: never renamed. */
  id: string;
  severity: "error" | "warning";
  /** What must be so, in one sentence. */
  sentence: string;
  why: string;
  mend: string;
  check(stack: Stack): Iterable<Violation>;
}

/** Everything that one stack registers. */
export class Stack {
  readonly resources: readonly Resource[];
  /** The program's outputs; `waivers` among them hold for the whole stack. */
  readonly outputs: Record<string, unknown>;
  readonly #byUrn: Map<string, Resource>;

  constructor(resources: readonly Resource[], outputs: Record<string, unknown> = {}) {
    this.resources = resources;
    this.outputs = outputs;
    this.#byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  }

  ofType(...types: string[]): Resource[] {
    return this.resources.filter((resource) => types.includes(resource.type));
  }

  byUrn(urn: string): Resource | undefined {
    return this.#byUrn.get(urn);
  }

  /** The resource of this type that an id, an ARN or a name refers to. */
  referred(type: string, reference: unknown): Resource | undefined {
    return this.ofType(type).find((resource) =>
      [resource.id, resource.state["arn"], resource.state["name"]].includes(reference as string),
    );
  }

  /** Why the nearest component around a resource, or the stack, lets go of a rule. */
  waiver(resource: Resource, rule: string): string | undefined {
    for (
      let at: Resource | undefined = resource;
      at;
      at = at.parent === null ? undefined : this.byUrn(at.parent)
    ) {
      const reason = reasonIn(at.outputs, rule);
      if (reason !== undefined) return reason;
    }
    return reasonIn(this.outputs, rule);
  }
}

function reasonIn(outputs: Record<string, unknown> | undefined, rule: string): string | undefined {
  const reason = (outputs?.["waivers"] as Record<string, unknown> | undefined)?.[rule];
  return typeof reason === "string" && reason !== "" ? reason : undefined;
}
